import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useLook } from '#app/components/frame/frame-data.ts'
import { useT } from '#app/components/texts.tsx'

/** Where this page is. The last step has no link. */
export function Crumb({ steps }: { steps: readonly { label: string; to?: string }[] }) {
	const { t } = useT()
	return (
		<nav className="crumb" aria-label={t('common.crumb')}>
			<ol>
				{steps.map((step) => (
					<li key={step.label}>{step.to ? <Link to={step.to}>{step.label}</Link> : step.label}</li>
				))}
			</ol>
		</nav>
	)
}

type PageHeadProps = {
	title: ReactNode
	/** beside the title: one filled Status */
	status?: ReactNode
	/** one line of facts under the title */
	facts?: ReactNode
	/** small buttons at the right end */
	actions?: ReactNode
}

/** The page's only h1, its state, one line of facts, and its small actions. */
export function PageHead({ title, status, facts, actions }: PageHeadProps) {
	return (
		<div className="page-head">
			<div>
				<div className="head-line">
					<h1>{title}</h1>
					{status}
				</div>
				{facts ? <p className="row small">{facts}</p> : null}
			</div>
			{actions ? <div className="row actions">{actions}</div> : null}
		</div>
	)
}

/** The page's column, as wide as its frame: 1440 on a desk, else 1200 for buying and reading. */
export function Page({ desk, children }: { desk?: boolean; children: ReactNode }) {
	const look = useLook()
	return <div className={(desk ?? look.desk) ? 'wrap desk' : 'wrap'}>{children}</div>
}
