import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Shape, type ShapeName } from './shape.tsx'

export type Check = {
	key: string
	outcome: 'ok' | 'warn' | 'stop' | 'idle'
	label: ReactNode
	value?: ReactNode
	detail?: ReactNode
}

const shapes: Record<Check['outcome'], ShapeName> = { ok: 'disc', warn: 'triangle', stop: 'square', idle: 'ring' }

/** What was compared and what came out: for reviewers and for whoever is about to submit. `ask` puts it on amber ground. */
export function Checks({ checks, ask }: { checks: readonly Check[]; ask?: boolean }) {
	const { t } = useT()
	return (
		<ul className={ask ? 'checks ask' : 'checks'}>
			{checks.map((check) => (
				<li key={check.key} className={check.outcome}>
					<Shape name={shapes[check.outcome]} />
					<span>
						<span className="sr">{t(`common.check_${check.outcome}`)} </span>
						{check.label}
					</span>
					<span className="small">{check.value}</span>
					{check.detail ? <span className="d">{check.detail}</span> : null}
				</li>
			))}
		</ul>
	)
}
