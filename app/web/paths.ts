/** Every URL the product links to. A link is always made here, so that a rename is one edit. */
export const paths = {
	home: '/',
	services: '/services',
	service: (number: string) => `/services/${number}`,
	provider: (number: string) => `/providers/${number}`,
	programmes: '/programmes',
	programme: (number: string) => `/programmes/${number}`,
	programmeCheck: (number: string) => `/programmes/${number}/check`,
	programmeDocument: (number: string, version: number) => `/programmes/${number}/versions/${version}/document.json`,
	notices: '/notices',
	notice: (number: string) => `/notices/${number}`,
	signIn: '/sign-in',
	signOut: '/sign-out',
	register: '/register',
	language: '/language',
	theme: '/theme',
	organisation: '/organisation',
	organisationFacts: '/organisation/facts',
	organisationRelations: '/organisation/relations',
	members: '/organisation/members',
	payeeAccounts: '/organisation/payee-accounts',
	account: '/account',
	invitation: (token: string) => `/invitations/${token}`,
	file: (uuid: string) => `/files/${uuid}`,
	vouchers: '/vouchers',
	voucher: (number: string) => `/vouchers/${number}`,
	apply: (roundNumber: string) => `/rounds/${roundNumber}/apply`,
	draw: (roundNumber: string) => `/rounds/${roundNumber}/draw`,
	drawList: (roundNumber: string) => `/rounds/${roundNumber}/draw/list.txt`,
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
	deskProgrammeNew: '/authority/programmes/new',
	deskDraft: (number: string, chapter?: string) =>
		`/authority/programmes/${number}/draft${chapter ? `?chapter=${chapter}` : ''}`,
	deskDraftCases: (number: string) => `/authority/programmes/${number}/draft/cases`,
	deskDraftCasesFile: (number: string) => `/authority/programmes/${number}/draft/cases.json`,
	deskCompare: (number: string, before?: number, after?: number) =>
		`/authority/programmes/${number}/compare${before === undefined || after === undefined ? '' : `?before=${before}&after=${after}`}`,
	deskSimulator: (number: string, version?: number) =>
		`/authority/programmes/${number}/simulate${version === undefined ? '' : `?version=${version}`}`,
	deskTemplate: (number: string, version: number, year: number) =>
		`/authority/programmes/${number}/simulate/${version}/${year}/orders.csv`,
	deskSimulation: (programme: string, number: string) => `/authority/programmes/${programme}/simulations/${number}`,
	deskSimulationFile: (programme: string, number: string, kind: 'orders.csv' | 'enterprises.xlsx') =>
		`/authority/programmes/${programme}/simulations/${number}/${kind}`,
	deskRound: (number: string) => `/authority/rounds/${number}`,
	deskClawbacks: '/authority/clawbacks',
	deskFunds: '/authority/funds',
	deskFundNew: '/authority/funds/new',
	deskFund: (number: string) => `/authority/funds/${number}`,
	deskFundCorrections: (number: string) => `/authority/funds/${number}#corrections`,
	/** the form that corrects an entry of a fund by its number */
	deskFundCorrect: (number: string, entry: bigint) => `/authority/funds/${number}?correct=${entry}#corrections`,
	deskFundSetup: (number: string) => `/authority/funds/${number}/setup`,
	deskFundYearEnd: (number: string) => `/authority/funds/${number}/year-end`,
	deskVouchers: '/authority/vouchers',
	deskVoucher: (number: string) => `/authority/vouchers/${number}`,
	deskApplications: '/authority/applications',
	deskApplication: (number: string) => `/authority/applications/${number}`,
	deskClaims: '/authority/claims',
	deskClaim: (number: string) => `/authority/claims/${number}`,
	deskNotices: '/authority/notices',
	deskBatches: '/authority/batches',
	deskBatch: (number: string) => `/authority/batches/${number}`,
	deskBatchFile: (number: string, kind: string) => `/authority/batches/${number}/files/${kind}`,
	deskStatements: '/authority/statements',
	deskStatement: (number: string) => `/authority/statements/${number}`,
	deskStatementLine: (number: string, lineNo: number, state: string) =>
		`/authority/statements/${number}?view=${state === 'matched' ? 'matched' : state === 'set_aside' ? 'aside' : 'waiting'}&line=${lineNo}`,
	deskDrift: '/authority/drift',
	deskDriftOf: (fund: string) => `/authority/drift?fund=${fund}`,
	/** a row of a fund's board, opened: what differs, or all */
	deskDriftRow: (fund: string, row: string, all = false) =>
		`/authority/drift?fund=${fund}&row=${row}${all ? '&all=1' : ''}#rows`,
	deskUnexplained: (fund?: string) => `/authority/drift?${fund ? `fund=${fund}&` : ''}unexplained=1#rows`,
	deskTrail: '/authority/trail',
	/** the whole chain behind the number of any paper */
	deskTrailOf: (number: string) => `/authority/trail?of=${encodeURIComponent(number)}`,
	deskStatementFile: (number: string) => `/authority/statements/files/${number}`,
	deskStatementFileColumns: (number: string) => `/authority/statements/files/${number}?columns=1`,
	deskStatementFileContent: (number: string) => `/authority/statements/files/${number}/content`,
	deskReports: '/authority/reports',
	/** a report and what it is of: a budget year, a month, an organisation */
	deskReport: (report: string, query: Record<string, string>) =>
		`/authority/reports?${new URLSearchParams({ report, ...query })}`,
	deskReportFile: (report: string, kind: string, query: Record<string, string>) =>
		`/authority/reports/${report}.${kind}?${new URLSearchParams(query)}`,
	deskPeriodSummary: (period: string, kind: string) => `/authority/periods/${period}/summary.${kind}`,
	moneyStatement: '/money-statement',
	moneyStatementFile: (kind: string) => `/money-statement/file.${kind}`,
	openData: '/open-data/paid.csv',
	printPack: (claim: string) => `/claims/${claim}/pack.pdf`,
	deskPeriods: '/authority/periods',
	deskPeriod: (month: string) => `/authority/periods?month=${month}`,
	deskPeople: '/authority/people',
	operator: '/operator',
	operatorOrganisations: '/operator/organisations',
	operatorListings: '/operator/listings',
	operatorOrganisation: (number: string) => `/operator/organisations/${number}`,
	operatorAuthorities: '/operator/authorities',
	operatorPayees: '/operator/payee-accounts',
} as const

/** The sign-in page that leads back to a path of ours. */
export const signInPath = (back: string) => `${paths.signIn}?back=${encodeURIComponent(back)}`

/** A path of ours to go back to, or the fallback: never another site's. */
export function safePath(to: string | null | undefined, fallback: string = paths.home): string {
	return to && /^\/(?![/\\])/.test(to) ? to : fallback
}
