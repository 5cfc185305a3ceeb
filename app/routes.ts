import { index, layout, prefix, type RouteConfig, route } from '@remix-run/route-config'

/** Every URL of the product. Rows stand with the audience they are for; files are in `routes/` under the same name. */
export default [
	// anyone
	index('routes/public/home.tsx'),
	route('services', 'routes/public/services.tsx'),
	route('services/:number', 'routes/public/service.tsx'),
	route('providers/:number', 'routes/public/provider.tsx'),
	route('programmes', 'routes/public/programmes.tsx'),
	route('programmes/:number', 'routes/public/programme.tsx'),
	route('programmes/:number/check', 'routes/public/programme-check.tsx'),
	route('rounds/:number/draw', 'routes/public/draw.tsx'),
	route('notices', 'routes/public/notices.tsx'),
	route('notices/:number', 'routes/public/notice.tsx'),
	route('language', 'routes/public/language.tsx'),
	route('theme', 'routes/public/theme.tsx'),
	route('sign-in', 'routes/public/sign-in.tsx'),
	route('sign-out', 'routes/public/sign-out.tsx'),
	route('register', 'routes/public/register.tsx'),
	route('invitations/:token', 'routes/public/invitation.tsx'),
	route('account', 'routes/public/account.tsx'),

	// enterprise
	route('vouchers', 'routes/enterprise/vouchers.tsx'),
	route('vouchers/:number', 'routes/enterprise/voucher.tsx'),
	route('rounds/:number/apply', 'routes/enterprise/apply.tsx'),
	route('applications/:number', 'routes/enterprise/application.tsx'),
	route('services/:number/order', 'routes/enterprise/checkout.tsx'),

	// provider
	route('listings', 'routes/provider/listings.tsx'),
	route('listings/new', 'routes/provider/listing-edit.tsx', { id: 'listing-new' }),
	route('listings/:number', 'routes/provider/listing-edit.tsx'),

	// enterprise and provider together
	route('organisation', 'routes/deal/organisation-layout.tsx', [
		index('routes/deal/organisation.tsx'),
		route('facts', 'routes/deal/organisation-facts.tsx'),
		route('relations', 'routes/deal/organisation-relations.tsx'),
		route('members', 'routes/deal/members.tsx'),
		route('payee-accounts', 'routes/deal/payee-accounts.tsx'),
	]),
	route('orders', 'routes/deal/orders.tsx'),
	route('orders/:number', 'routes/deal/order.tsx'),
	route('claims', 'routes/deal/claims.tsx'),
	route('claims/new', 'routes/deal/claim-new.tsx'),
	route('claims/:number', 'routes/deal/claim.tsx'),
	route('money-statement', 'routes/deal/money-statement.tsx'),

	// authority
	...prefix('authority', [
		layout('routes/authority/layout.tsx', [
			index('routes/authority/desk.tsx'),
			route('applications', 'routes/authority/applications.tsx'),
			route('applications/:number', 'routes/authority/application.tsx'),
			route('vouchers', 'routes/authority/vouchers.tsx'),
			route('vouchers/:number', 'routes/authority/voucher.tsx'),
			route('claims', 'routes/authority/claims.tsx'),
			route('claims/:number', 'routes/authority/claim.tsx'),
			route('notices', 'routes/authority/notices.tsx'),
			route('batches', 'routes/authority/batches.tsx'),
			route('batches/:number', 'routes/authority/batch.tsx'),
			route('statements', 'routes/authority/statements.tsx'),
			route('statements/:number', 'routes/authority/statement.tsx'),
			route('statements/files/:number', 'routes/authority/statement-file.tsx'),
			route('clawbacks', 'routes/authority/clawbacks.tsx'),
			route('samplings', 'routes/authority/samplings.tsx'),
			route('samplings/:number', 'routes/authority/sampling.tsx'),
			route('funds', 'routes/authority/funds.tsx'),
			route('funds/new', 'routes/authority/fund-new.tsx'),
			route('funds/:number', 'routes/authority/fund.tsx'),
			route('funds/:number/setup', 'routes/authority/fund-setup.tsx'),
			route('drift', 'routes/authority/drift.tsx'),
			route('reports', 'routes/authority/reports.tsx'),
			route('trail', 'routes/authority/trail.tsx'),
			route('periods', 'routes/authority/periods.tsx'),
			route('funds/:number/year-end', 'routes/authority/fund-year-end.tsx'),
			route('programmes', 'routes/authority/programmes.tsx'),
			route('programmes/new', 'routes/authority/programme-new.tsx'),
			route('programmes/:number', 'routes/authority/programme.tsx'),
			route('programmes/:number/draft', 'routes/authority/programme-draft.tsx'),
			route('programmes/:number/draft/cases', 'routes/authority/programme-cases.tsx'),
			route('programmes/:number/compare', 'routes/authority/programme-compare.tsx'),
			route('programmes/:number/simulate', 'routes/authority/simulator.tsx'),
			route('programmes/:programme/simulations/:number', 'routes/authority/simulation.tsx'),
			route('rounds/:number', 'routes/authority/round.tsx'),
			route('people', 'routes/authority/people.tsx'),
		]),
	]),

	// operator
	...prefix('operator', [
		layout('routes/operator/layout.tsx', [
			index('routes/operator/overview.tsx'),
			route('organisations', 'routes/operator/organisations.tsx'),
			route('organisations/:number', 'routes/operator/organisation.tsx'),
			route('payee-accounts', 'routes/operator/payee-accounts.tsx'),
			route('listings', 'routes/operator/listings.tsx'),
			route('authorities', 'routes/operator/authorities.tsx'),
		]),
	]),

	// machines
	route('files/:uuid', 'routes/api/file.ts'),
	route('rounds/:number/draw/list.txt', 'routes/api/draw-list.ts'),
	route('programmes/:number/versions/:version/document.json', 'routes/api/programme-document.ts'),
	route('authority/programmes/:number/draft/cases.json', 'routes/api/programme-cases.ts'),
	route('authority/programmes/:number/simulate/:version/:year/orders.csv', 'routes/api/simulation-template.ts'),
	route('authority/programmes/:programme/simulations/:number/:file', 'routes/api/simulation-file.ts'),
	route('authority/statements/files/:number/content', 'routes/api/statement-file.ts'),
	route('authority/reports/:file', 'routes/api/report-file.ts'),
	route('authority/periods/:period/:file', 'routes/api/period-summary.ts'),
	route('money-statement/:file', 'routes/api/money-statement-file.ts'),
	route('claims/:number/pack.pdf', 'routes/api/print-pack.ts'),
	route('open-data/paid.csv', 'routes/api/open-data.ts'),
	route('open-data/catalogue/:format', 'routes/api/catalogue-feed.ts'),
	route('sitemap.xml', 'routes/api/site-map.ts'),
	route('sitemaps/:file', 'routes/api/site-map.ts', { id: 'site-map-file' }),
	route('robots.txt', 'routes/api/robots.ts'),
	route('authority/samplings/:number/list.txt', 'routes/api/sampling-list.ts'),
	route('authority/batches/:number/files/:kind', 'routes/api/payment-file.ts'),

	// every other address
	route('*', 'routes/public/missing.tsx'),
] satisfies RouteConfig
