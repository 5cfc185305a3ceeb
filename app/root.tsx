import type { LinksFunction } from '@remix-run/node'
import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, ScrollRestoration } from '@remix-run/react'
import type { ReactNode } from 'react'
import { ErrorPage } from '#app/components/frame/error-page.tsx'
import { Frame } from '#app/components/frame/frame.tsx'
import { useFrame } from '#app/components/frame/frame-data.ts'
import { pageMeta } from '#app/components/meta.ts'
import { useNonce } from '#app/components/nonce.ts'
import { TextsProvider } from '#app/components/texts.tsx'
import { frameLoader } from '#app/web/frame.server.ts'
import styles from './styles/index.css?url'

export const loader = frameLoader

export const links: LinksFunction = () => [
	{ rel: 'stylesheet', href: styles },
	{ rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

/** The title of a page that could not be shown; every other page brings its own. */
export const meta = (args: { matches: readonly unknown[]; error?: unknown }) => pageMeta(args, titleOfError(args.error))

function titleOfError(error: unknown): string {
	if (!isRouteErrorResponse(error)) return 'common.error_title'
	return error.status === 404 ? 'common.error_missing' : 'common.error_refused'
}

/** The document around every page, whether it could be shown or not. */
export function Layout({ children }: { children: ReactNode }) {
	const nonce = useNonce()
	const frame = useFrame()
	return (
		<html lang={frame?.locale === 'en' ? 'en' : 'zh-CN'} data-theme={frame?.theme}>
			<head>
				<meta charSet="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<Meta />
				<Links />
			</head>
			<body>
				<TextsProvider>
					<Frame>{children}</Frame>
				</TextsProvider>
				<ScrollRestoration nonce={nonce} />
				<Scripts nonce={nonce} />
			</body>
		</html>
	)
}

export default function App() {
	return <Outlet />
}

export const ErrorBoundary = ErrorPage
