import { Link, type LinkProps } from '@remix-run/react'
import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type Variant = 'primary' | 'plain' | 'quiet' | 'danger'
type Look = { variant?: Variant; small?: boolean; block?: boolean; icon?: IconName }

const look = ({ variant = 'plain', small, block }: Look) =>
	['btn', variant === 'plain' ? '' : variant, small ? 'sm' : '', block ? 'block' : ''].filter(Boolean).join(' ')

/** A link that looks like a button: goes somewhere, changes nothing. Says verb + consequence. */
export function LinkButton({ variant, small, block, icon, children, ...link }: Look & LinkProps) {
	return (
		<Link {...link} className={look({ variant, small, block })}>
			{icon ? <Icon name={icon} /> : null}
			{children}
		</Link>
	)
}

/** A button outside a form of ours (in a form use `Submit`). */
export function Button({
	variant,
	small,
	block,
	icon,
	children,
	...button
}: Look & ButtonHTMLAttributes<HTMLButtonElement>) {
	return (
		<button type="button" {...button} className={look({ variant, small, block })}>
			{icon ? <Icon name={icon} /> : null}
			{children}
		</button>
	)
}

/** A step that cannot be taken now: keeps its place, and says why and whom to ask. */
export function BlockedButton({ reason, small, block, children }: Look & { reason: ReactNode; children: ReactNode }) {
	const id = useId()
	return (
		<span className="blocked">
			<button type="button" className={look({ small, block })} aria-disabled="true" aria-describedby={id}>
				{children}
			</button>
			<span id={id} className="tiny dim">
				{reason}
			</span>
		</span>
	)
}
