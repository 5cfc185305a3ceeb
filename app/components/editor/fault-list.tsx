import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import { paths } from '#app/web/paths.ts'
import { anchorOf } from './form-controls.tsx'

export type FaultLink = { at: string; chapter: string | null; place: string; sentence: string }

/** What is to be corrected in the whole draft, each with a link to its field; `differing` worked examples hold it back too. */
export function FaultList({
	number,
	faults,
	differing = 0,
}: {
	number: string
	faults: readonly FaultLink[]
	differing?: number
}) {
	const { t } = useT()
	if (faults.length === 0 && differing > 0)
		return <NoteBox tone="warn" title={t('editor.faults_none_but', { n: differing })} />
	if (faults.length === 0) return <NoteBox tone="ok" title={t('editor.faults_none')} />
	return (
		<NoteBox tone="warn" title={t('editor.faults_title', { n: faults.length })}>
			<Disclosure summary={t('editor.faults_note')} open={faults.length <= 8}>
				<ul className="stack small">
					{faults.map((fault) => (
						<li key={`${fault.at}-${fault.sentence}`}>
							<FaultPlace number={number} fault={fault} />
						</li>
					))}
				</ul>
			</Disclosure>
		</NoteBox>
	)
}

const severityMarks = { error: ['square', 'stop'], warning: ['triangle', 'warn'], note: ['dot', 'idle'] } as const
type Finding = FaultLink & { severity: keyof typeof severityMarks }

/** What the linter found: nothing that keeps a draft from being saved, each with a link to its field. */
export function FindingList({ number, findings }: { number: string; findings: readonly Finding[] }) {
	const { t } = useT()
	if (findings.length === 0) return <p className="small dim">{t('editor.findings_none')}</p>
	return (
		<Panel title={t('editor.findings')}>
			<p className="small dim mb-2">{t('editor.findings_note')}</p>
			<ul className="stack small">
				{findings.map((finding) => {
					const [shape, hue] = severityMarks[finding.severity]
					return (
						<li key={`${finding.at}-${finding.sentence}`}>
							<span className={`st ${hue}`}>
								<Shape name={shape} />
								{t(`editor.severity_${finding.severity}`)}
							</span>{' '}
							<FaultPlace number={number} fault={finding} />
						</li>
					)
				})}
			</ul>
		</Panel>
	)
}

function FaultPlace({ number, fault: { at, chapter, place, sentence } }: { number: string; fault: FaultLink }) {
	const { t } = useT()
	const words = t('editor.fault_at', { place, sentence })
	if (!chapter) return words
	return (
		<Link to={`${paths.deskDraft(number, chapter)}&at=${encodeURIComponent(at)}#${encodeURIComponent(anchorOf(at))}`}>
			{words}
		</Link>
	)
}
