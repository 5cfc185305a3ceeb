import { index, layout, prefix, type RouteConfig, route } from '@remix-run/route-config'

/** Every URL of the product. Rows stand with the audience they are for; files are in `routes/` under the same name. */
export default [
	// anyone
	index('routes/public/home.tsx'),
	route('language', 'routes/public/language.tsx'),
	route('theme', 'routes/public/theme.tsx'),

	// enterprise
	route('vouchers', 'routes/enterprise/vouchers.tsx'),
	route('vouchers/:number', 'routes/enterprise/voucher.tsx'),
	route('rounds/:number/apply', 'routes/enterprise/apply.tsx'),
	route('applications/:number', 'routes/enterprise/application.tsx'),
	route('services/:number/order', 'routes/enterprise/checkout.tsx'),

	// provider

	// enterprise and provider together
	route('orders', 'routes/deal/orders.tsx'),
	route('orders/:number', 'routes/deal/order.tsx'),

	// authority
	...prefix('authority', [layout('routes/authority/layout.tsx', [index('routes/authority/desk.tsx')])]),

	// operator
	...prefix('operator', [layout('routes/operator/layout.tsx', [])]),

	// machines
	route('files/:uuid', 'routes/api/file.ts'),
] satisfies RouteConfig
