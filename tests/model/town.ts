import type { Context } from '#app/domain/context.server.ts'
import type { Member, OrganisationKind, Role } from '#app/domain/identity/actor.ts'
import { accountDigits, insertRow, organisation, ownerPool, person, serial } from '#tests/fixtures/market.ts'
import type { Seat } from './model.ts'

export const start = new Date('2026-03-10T02:00:00Z')
/** Enterprises there are, each with one application per round. */
export const mostApplications = 40
export const sourceNames = ['city', 'district', 'park'] as const

export type Town = {
	seats: Record<Seat, Context>
	authority: bigint
	enterprises: bigint[]
	providers: bigint[]
	payees: bigint[]
	listing: bigint
}

/** The people and organisations all runs share: nothing of what a run checks belongs to them. */
let town: Promise<Town> | undefined
export function sharedTown(): Promise<Town> {
	town ??= build()
	return town
}
async function build(): Promise<Town> {
	const authority = await organisation('authority')
	const enterprises: bigint[] = []
	for (let i = 0; i < mostApplications; i++) enterprises.push(await organisation('enterprise'))
	const providers = [await organisation('provider'), await organisation('provider')]
	const seat = (id: bigint, kind: OrganisationKind, role: Role) => person(id, kind, [role], start)
	const seats = {
		officer: await seat(authority, 'authority', 'programme_officer'),
		secondOfficer: await seat(authority, 'authority', 'programme_officer'),
		reviewer: await seat(authority, 'authority', 'reviewer'),
		settlementOfficer: await seat(authority, 'authority', 'settlement_officer'),
		finance: await seat(authority, 'authority', 'finance'),
		buyer: await seat(enterprises[0]!, 'enterprise', 'enterprise_admin'),
		seller: await seat(providers[0]!, 'provider', 'provider_admin'),
	}
	const payees: bigint[] = []
	for (const id of providers) {
		const [proposer, confirmer] = [
			await seat(id, 'provider', 'provider_admin'),
			await seat(id, 'provider', 'provider_admin'),
		]
		payees.push(
			await insertRow('payee_account', {
				number: `ZH-${serial()}`,
				organisation_id: id,
				account_name: '演示单位',
				account_no: accountDigits('9911'),
				bank_name: '演示银行',
				bank_code: '990000000002',
				state: 'confirmed',
				proposed_by_id: personOf(proposer),
				confirmed_by_id: personOf(confirmer),
				confirmed_at: start,
			}),
		)
	}
	await ownerPool().query(
		`INSERT INTO category (id, name, name_en) VALUES ('t-model', '金属力学性能', 'Mechanical properties') ON CONFLICT DO NOTHING`,
	)
	const listing = await insertRow('listing', {
		number: `FW-${serial()}`,
		provider_id: providers[0],
		kind: 'service',
		category_id: 't-model',
		name: '演示拉伸试验',
		price_fen: 100_000n,
		price_unit: 'sample',
		division_code: '990101',
		aliases: [],
	})
	return { seats, authority, enterprises, providers, payees, listing }
}

export const personOf = (ctx: Context) => (ctx.actor as Member).accountId
