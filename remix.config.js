import { vitePlugin as remix } from '@remix-run/dev'
import { defineConfig } from 'vite'

/**
 * Files the browser gets: the framework as one, what nearly every page uses as another, form parts and the words of the
 * catalogue by themselves, because thirty files of one kilobyte cost more in headers than they save.
 */
function browserChunk(id) {
	if (/\/node_modules\/(react|react-dom|scheduler|react-router|react-router-dom|@remix-run|turbo-stream)\//.test(id))
		return 'framework'
	if (/\/app\/(components\/(ui\/|frame\/|texts\.|meta\.|nonce\.)|lib\/(money|time|i18n)\.|web\/paths\.)/.test(id))
		return 'shared'
	if (/\/app\/components\/(form|field|form-context)\./.test(id)) return 'form'
	if (/\/app\/(components\/catalogue\/(words|marks|prices|structured-data|add-compared)|web\/compared)\./.test(id))
		return 'catalogue'
	return undefined
}

/** The build configuration: `remix vite:dev` and `remix vite:build` are called with `--config remix.config.js`. */
export default defineConfig(({ isSsrBuild }) => ({
	build: {
		target: 'es2022',
		cssMinify: true,
		rollupOptions: isSsrBuild ? {} : { output: { manualChunks: browserChunk } },
	},
	plugins: [
		remix({
			future: {
				v3_fetcherPersist: true,
				v3_lazyRouteDiscovery: true,
				v3_relativeSplatPath: true,
				v3_routeConfig: true,
				v3_singleFetch: true,
				v3_throwAbortReason: true,
			},
		}),
	],
}))
