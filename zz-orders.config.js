import { vitePlugin as remix } from '@remix-run/dev'
import { defineConfig } from 'vite'

/** The build configuration: `remix vite:dev` and `remix vite:build` are called with `--config remix.config.js`. */
export default defineConfig({
	build: { target: 'es2022', cssMinify: true },
	plugins: [
		remix({
			buildDirectory: '.cache/orders/build', future: {
				v3_fetcherPersist: true,
				v3_lazyRouteDiscovery: true,
				v3_relativeSplatPath: true,
				v3_routeConfig: true,
				v3_singleFetch: true,
				v3_throwAbortReason: true,
			},
		}),
	],
})
