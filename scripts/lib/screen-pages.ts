import { paths } from '#app/web/paths.ts'

/** A page to photograph: who looks at it, where it is, and which link leads there when it has a number of its own. */
export type ScreenPage = {
	name: string
	/** a demo account; without one a visitor looks */
	account?: string
	at: string
	/** address of the first link of `at` that is followed */
	follow?: RegExp
	/** added to the address that was followed */
	suffix?: string
	/** most bytes of script, compressed, that a first visit may transfer */
	scriptBytes?: number
}

const buyer = 'buyer@s17.demo.test'
const seller = 'seller@p04.demo.test'
const reviewer = 'reviewer@high-tech.demo.test'
const settlement = 'settlement@high-tech.demo.test'
const finance = 'finance@high-tech.demo.test'
const officer = 'officer@high-tech.demo.test'

const one = (list: string) => new RegExp(`^${list}/[A-Z]{2}[\\w-]+$`)

/** The main pages. */
export const screenPages: readonly ScreenPage[] = [
	{ name: 'home', at: paths.home },
	{ name: 'services', at: `${paths.services}?q=${encodeURIComponent('电镜')}`, account: buyer },
	{ name: 'listing', at: paths.services, follow: one(paths.services), scriptBytes: 120_000 },
	{ name: 'listing-edit', at: paths.listings, follow: one(paths.listings), account: seller },
	{ name: 'listing-photos', at: paths.listings, follow: one(paths.listings), suffix: '/photos', account: seller },
	{ name: 'listing-documents', at: paths.listings, follow: one(paths.listings), suffix: '/documents', account: seller },
	{ name: 'listing-intake', at: paths.listings, follow: one(paths.listings), suffix: '/intake', account: seller },
	{ name: 'listing-versions', at: paths.listings, follow: one(paths.listings), suffix: '/versions', account: seller },
	{ name: 'imports', at: paths.imports, account: seller },
	{ name: 'saved-searches', at: paths.savedSearches, account: buyer },
	{ name: 'mailbox', at: paths.operatorMailbox, account: 'admin@operator.demo.test' },
	{ name: 'programme', at: paths.programmes, follow: one(paths.programmes) },
	{ name: 'check', at: paths.programmes, follow: one(paths.programmes), suffix: '/check' },
	{ name: 'vouchers', at: paths.vouchers, account: buyer },
	{ name: 'checkout', at: paths.services, follow: one(paths.services), suffix: '/order?quantity=10', account: buyer },
	{ name: 'order', at: paths.orders, follow: one(paths.orders), account: buyer },
	{ name: 'claim', at: paths.claims, follow: one(paths.claims), account: seller },
	{ name: 'notice', at: paths.notices, follow: one(paths.notices) },
	{ name: 'review', at: paths.deskClaims, follow: one(paths.deskClaims), account: reviewer },
	{ name: 'batch', at: paths.deskBatches, follow: one(paths.deskBatches), account: finance },
	{ name: 'statement', at: paths.deskStatements, follow: one(paths.deskStatements), account: finance },
	{ name: 'clawbacks', at: paths.deskClawbacks, account: finance },
	{ name: 'clearings', at: paths.deskClearings, account: settlement },
	{ name: 'sanctions', at: paths.deskSanctions, account: officer },
	{ name: 'samplings', at: paths.deskSamplings, account: officer },
	{ name: 'sampling', at: paths.deskSamplings, follow: one(paths.deskSamplings), account: officer },
	{ name: 'programme-new', at: paths.deskProgrammeNew, account: officer },
	{
		name: 'simulator',
		at: paths.deskProgrammes,
		follow: /BF-[\d-]+$/,
		suffix: '/simulate',
		account: officer,
	},
	{ name: 'drift', at: paths.deskDrift, account: finance },
	{ name: 'trail', at: paths.deskTrailOf('FK-2026-000001'), account: finance },
	{ name: 'reports', at: paths.deskReports, account: finance },
	{ name: 'periods', at: paths.deskPeriods, account: finance },
	{ name: 'fund', at: paths.deskFunds, follow: one(paths.deskFunds), account: officer },
]
