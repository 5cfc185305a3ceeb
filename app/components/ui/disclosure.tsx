import type { ReactNode } from 'react'
import type { Variant } from './button.tsx'
import { Icon } from './icon.tsx'

/** More, on demand: works without script. */
export function Disclosure({ summary, open, children }: { summary: ReactNode; open?: boolean; children: ReactNode }) {
	return (
		<details className="more" open={open}>
			<summary>
				<Icon name="next" size={14} />
				{summary}
			</summary>
			<div className="more-in">{children}</div>
		</details>
	)
}

type ConfirmProps = {
	/** the button that opens the question */
	label: ReactNode
	variant?: Variant
	small?: boolean
	/** the question: 锁定 18 件？ */
	question: ReactNode
	/** opened already, e.g. because its form came back with something to put right */
	open?: boolean
	/** count, sum, split and the form with the deciding button */
	children: ReactNode
}

/**
 * A second look before what moves money or cannot be undone: the button opens count, sum and split with the deciding
 * form, on the same page and without script. Closing it is the way back.
 */
export function Confirm({ label, variant = 'plain', small, question, open, children }: ConfirmProps) {
	return (
		<details className="confirm" open={open}>
			<summary className={`btn${variant === 'plain' ? '' : ` ${variant}`}${small ? ' sm' : ''}`}>{label}</summary>
			<div className="confirm-in">
				<h3>{question}</h3>
				{children}
			</div>
		</details>
	)
}
