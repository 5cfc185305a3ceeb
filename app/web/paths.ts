/** Every URL the product links to. A link is always made here, so that a rename is one edit. */
export const paths = {
	home: '/',
	services: '/services',
	service: (number: string) => `/services/${number}`,
	provider: (number: string) => `/providers/${number}`,
	programmes: '/programmes',
	programme: (number: string) => `/programmes/${number}`,
	programmeCheck: (number: string) => `/programmes/${number}/check`,
	notices: '/notices',
	notice: (number: string) => `/notices/${number}`,
	signIn: '/sign-in',
	signOut: '/sign-out',
	register: '/register',
	language: '/language',
	organisation: '/organisation',
	payeeAccounts: '/organisation/payee-accounts',
	file: (uuid: string) => `/files/${uuid}`,
	vouchers: '/vouchers',
	voucher: (number: string) => `/vouchers/${number}`,
	apply: (roundNumber: string) => `/rounds/${roundNumber}/apply`,
	application: (number: string) => `/applications/${number}`,
	checkout: (listingNumber: string) => `/services/${listingNumber}/order`,
	orders: '/orders',
	order: (number: string) => `/orders/${number}`,
	claims: '/claims',
	claimNew: '/claims/new',
	claim: (number: string) => `/claims/${number}`,
	listings: '/listings',
	listingNew: '/listings/new',
	listingEdit: (number: string) => `/listings/${number}`,
	desk: '/authority',
	deskProgrammes: '/authority/programmes',
	deskProgramme: (number: string) => `/authority/programmes/${number}`,
	deskFunds: '/authority/funds',
	deskFundNew: '/authority/funds/new',
	deskFund: (number: string) => `/authority/funds/${number}`,
	deskApplications: '/authority/applications',
	deskClaims: '/authority/claims',
	deskClaim: (number: string) => `/authority/claims/${number}`,
	deskNotices: '/authority/notices',
	deskBatches: '/authority/batches',
	deskBatch: (number: string) => `/authority/batches/${number}`,
	deskStatements: '/authority/statements',
	deskStatement: (number: string) => `/authority/statements/${number}`,
	deskPeople: '/authority/people',
	operator: '/operator',
	operatorOrganisations: '/operator/organisations',
	operatorListings: '/operator/listings',
	operatorAuthorities: '/operator/authorities',
} as const

/** The sign-in page that leads back to a path of ours. */
export const signInPath = (back: string) => `${paths.signIn}?back=${encodeURIComponent(back)}`

/** A path of ours to go back to, or the fallback: never another site's. */
export function safePath(to: string | null | undefined, fallback: string = paths.home): string {
	return to && /^\/(?![/\\])/.test(to) ? to : fallback
}
