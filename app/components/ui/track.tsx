import type { ReactNode } from 'react'
import { Shape, type ShapeName } from './shape.tsx'

export type TrackStep = { label: string; note?: ReactNode; at: 'done' | 'now' | 'todo' }

const shapes: Record<TrackStep['at'], ShapeName> = { done: 'disc', now: 'half', todo: 'ring' }

/** How far a thing has come: done, now, still to do, with a date or a term under each. */
export function Track({ label, steps }: { label: string; steps: readonly TrackStep[] }) {
	return (
		<ol className="track" aria-label={label}>
			{steps.map((step) => (
				<li key={step.label} className={step.at} aria-current={step.at === 'now' ? 'step' : undefined}>
					<Shape name={shapes[step.at]} />
					<b>{step.label}</b>
					{step.note ? <small>{step.note}</small> : null}
				</li>
			))}
		</ol>
	)
}

/** The steps of a form over several pages. */
export function Steps({ label, names, now }: { label: string; names: readonly string[]; now: number }) {
	return (
		<ol className="steps" aria-label={label}>
			{names.map((name, index) => {
				const at = index < now ? 'done' : index === now ? 'now' : 'todo'
				return (
					<li key={name} className={at} aria-current={at === 'now' ? 'step' : undefined}>
						<Shape name={shapes[at]} />
						{name}
					</li>
				)
			})}
		</ol>
	)
}

export type Event = {
	key: string
	side: 'left' | 'right'
	when: ReactNode
	what: ReactNode
	who: ReactNode
	detail?: ReactNode
}

/** What both sides did, newest first: ours at the left, theirs at the right, the time on the spine. */
export function History({ left, right, events }: { left: ReactNode; right: ReactNode; events: readonly Event[] }) {
	return (
		<div className="tbl-box">
			<div className="lane-heads phone-hide" aria-hidden="true">
				<div className="l">{left}</div>
				<div className="r">{right}</div>
			</div>
			<ol className="lanes">
				{events.map((event) => (
					<li key={event.key}>
						<div className="spine">
							<span>
								<Shape name="disc" />
							</span>
							<span>{event.when}</span>
						</div>
						<div className={event.side === 'left' ? 'lane l' : 'lane r'}>
							<b>{event.what}</b>
							<span className="who">{event.who} · </span>
							{event.detail ? <span className="dim">{event.detail}</span> : null}
						</div>
					</li>
				))}
			</ol>
		</div>
	)
}
