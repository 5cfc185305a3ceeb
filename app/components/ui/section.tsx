import { Link } from '@remix-run/react'
import { type ReactNode, useId } from 'react'

type SectionProps = {
	title: ReactNode
	/** one short remark on the heading's line */
	note?: ReactNode
	/** link to everything, at the right end */
	more?: { to: string; label: ReactNode }
	/** anything else at the right end */
	aside?: ReactNode
	id?: string
	children: ReactNode
}

/** A part of a page: ink rule, heading, one remark. Not a box. */
export function Section({ title, note, more, aside, id, children }: SectionProps) {
	const own = useId()
	const headId = `${id ?? own}-h`
	return (
		<section className="sec" id={id} aria-labelledby={headId}>
			<div className="sec-head">
				<h2 id={headId}>{title}</h2>
				{note ? <p>{note}</p> : null}
				{more ? (
					<Link className="push small" to={more.to}>
						{more.label}
					</Link>
				) : null}
				{aside ? <div className="push small">{aside}</div> : null}
			</div>
			{children}
		</section>
	)
}

type PanelProps = {
	title?: ReactNode
	aside?: ReactNode
	sticky?: boolean
	flush?: boolean
	id?: string
	children: ReactNode
}

/** A white sheet for something one could pick up: a receipt, a form, a voucher. Never a panel in a panel. */
export function Panel({ title, aside, sticky, flush, id, children }: PanelProps) {
	const headId = useId()
	const className = `panel${sticky ? ' sticky' : ''}${flush ? '' : ' panel-pad'}`
	if (!title)
		return (
			<div className={className} id={id}>
				{children}
			</div>
		)
	return (
		<section className={className} id={id} aria-labelledby={headId}>
			<div className={flush ? 'panel-head' : 'panel-title'}>
				<h2 id={headId}>{title}</h2>
				{aside ? <div className="push small dim">{aside}</div> : null}
			</div>
			{children}
		</section>
	)
}
