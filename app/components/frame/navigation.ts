import type { OrganisationKind } from '#app/domain/identity/actor.ts'
import { paths } from '#app/web/paths.ts'

export type NavEntry = { to: string; text: string; end?: boolean }

const services: NavEntry = { to: paths.services, text: 'common.nav_services' }
const programmes: NavEntry = { to: paths.programmes, text: 'common.nav_programmes' }
const notices: NavEntry = { to: paths.notices, text: 'common.nav_notices' }
const orders: NavEntry = { to: paths.orders, text: 'common.nav_orders' }
const claims: NavEntry = { to: paths.claims, text: 'common.nav_claims' }

/** At most five entries for each kind of reader. */
export const navigation: Record<OrganisationKind | 'visitor', readonly NavEntry[]> = {
	visitor: [services, programmes, notices],
	enterprise: [services, { to: paths.vouchers, text: 'common.nav_vouchers' }, orders, claims],
	provider: [{ to: paths.listings, text: 'common.nav_listings' }, orders, claims, services],
	authority: [{ to: paths.desk, text: 'common.nav_desk' }, services, programmes, notices],
	operator: [{ to: paths.operator, text: 'common.nav_operator_desk' }, services, programmes, notices],
}

const account: NavEntry = { to: paths.account, text: 'common.nav_account' }

/** Entries of the reader's own menu. */
export const ownEntries: Record<OrganisationKind, readonly NavEntry[]> = {
	enterprise: [
		{ to: paths.organisation, text: 'common.nav_organisation', end: true },
		{ to: paths.payeeAccounts, text: 'common.nav_payees' },
		account,
	],
	provider: [
		{ to: paths.organisation, text: 'common.nav_organisation', end: true },
		{ to: paths.payeeAccounts, text: 'common.nav_payees' },
		account,
	],
	authority: [{ to: paths.deskPeople, text: 'common.nav_desk_people' }, account],
	operator: [account],
}
