import { useRouteLoaderData } from '@remix-run/react'
import { Icon } from './icon.tsx'

export type FlashMessage = { tone: 'ok' | 'warn' | 'stop'; text: string }

/** What the last step did, once, on the page it led to (see web/flash.server.ts). */
export function Flash() {
	const root = useRouteLoaderData('root') as { flash?: FlashMessage | null } | undefined
	const flash = root?.flash
	if (!flash) return null
	return (
		<div className="wrap">
			<div className={`toast ${flash.tone}`} role={flash.tone === 'stop' ? 'alert' : 'status'}>
				<Icon name={flash.tone === 'ok' ? 'check' : 'alert'} />
				<span>{flash.text}</span>
			</div>
		</div>
	)
}
