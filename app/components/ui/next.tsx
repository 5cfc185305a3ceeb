import { type ReactNode, useId } from 'react'

type NextProps = {
	/** what to do and until when */
	title: ReactNode
	/** what happens then, and what happens if not */
	children?: ReactNode
	/** the buttons: one primary */
	actions?: ReactNode
}

/** The next action: stands before history, documents and numbers. */
export function Next({ title, children, actions }: NextProps) {
	const id = useId()
	return (
		<section className="next" aria-labelledby={id}>
			<div>
				<h2 id={id}>{title}</h2>
				{children ? <p>{children}</p> : null}
			</div>
			{actions ? <div className="row actions">{actions}</div> : null}
		</section>
	)
}
