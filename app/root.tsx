import type { LinksFunction } from '@remix-run/node'
import { Links, Meta, Outlet, Scripts, ScrollRestoration } from '@remix-run/react'
import type { ReactNode } from 'react'
import { ErrorPage } from './components/frame/error-page.tsx'
import { Frame } from './components/frame/frame.tsx'
import { useFrame } from './components/frame/frame-data.ts'
import { pageMeta } from './components/meta.ts'
import { useNonce } from './components/nonce.ts'
import { TextsProvider } from './components/texts.tsx'
import styles from './styles/index.css?url'
import { frameLoader } from './web/frame.server.ts'

export const loader = frameLoader

export const links: LinksFunction = () => [
	{ rel: 'stylesheet', href: styles },
	{ rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
]

export const meta = (args: { matches: readonly unknown[] }) => pageMeta(args, 'common.error_refused')

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
