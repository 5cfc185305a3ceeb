import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'ok' | 'warn' | 'stop' | 'go' | 'plain'

const icons: Record<Tone, IconName> = { ok: 'check', warn: 'clock', stop: 'alert', go: 'info', plain: 'info' }

type NoteBoxProps = {
	tone?: Tone
	title: ReactNode
	children?: ReactNode
	/** what one can do about it */
	actions?: ReactNode
	/** in one line on wide screens, actions at the right */
	inline?: boolean
	role?: 'alert' | 'status'
}

/** Something the reader should know: what is, why, what to do. */
export function NoteBox({ tone = 'plain', title, children, actions, inline, role }: NoteBoxProps) {
	return (
		<div className={`note-box ${tone}${inline ? ' inline' : ''}`} role={role}>
			<Icon name={icons[tone]} />
			<p className="strong">{title}</p>
			{children ? <div className="dim">{children}</div> : null}
			{actions ? <div className="row">{actions}</div> : null}
		</div>
	)
}

/** Nothing here yet: what will be here, and one action. */
export function Empty({
	title,
	icon = 'document',
	action,
	children,
}: {
	title: ReactNode
	icon?: IconName
	action?: ReactNode
	children?: ReactNode
}) {
	return (
		<div className="empty">
			<Icon name={icon} size={40} />
			<p className="strong">{title}</p>
			{children ? <p>{children}</p> : null}
			{action}
		</div>
	)
}
