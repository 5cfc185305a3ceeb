import { index, layout, prefix, type RouteConfig, route } from '@remix-run/route-config'

/** Every URL of the product. Rows stand with the audience they are for; files are in `routes/` under the same name. */
export default [
	// anyone
	index('routes/public/home.tsx'),
	route('language', 'routes/public/language.tsx'),
	route('theme', 'routes/public/theme.tsx'),

	// enterprise

	// provider

	// enterprise and provider together

	// authority
	...prefix('authority', [layout('routes/authority/layout.tsx', [index('routes/authority/desk.tsx')])]),

	// operator
	...prefix('operator', [layout('routes/operator/layout.tsx', [])]),

	// machines
	route('files/:uuid', 'routes/api/file.ts'),
] satisfies RouteConfig
