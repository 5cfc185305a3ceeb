import { Examples, type Payers } from '#app/components/programme/examples.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { ProgrammeExample } from '#app/domain/programmes/programme-examples.ts'
import { CaseMarks, type ShownCase } from './case-list.tsx'

type Props = {
	draft: {
		number: string
		faults: readonly unknown[]
		computed: { payers: Payers; examples: readonly ProgrammeExample[]; cases: readonly ShownCase[] } | null
	}
}

/** What the draft as saved pays: examples of its own rules, and the writers' worked examples with what came out. */
export function LivePanel({ draft: { faults, computed } }: Props) {
	const { t } = useT()
	return (
		<Panel title={t('editor.live')}>
			<p className="small dim mb-4">{t('editor.live_note')}</p>
			{computed ? (
				<div className="stack-lg">
					{computed.cases.length > 0 ? <CaseMarks cases={computed.cases} /> : null}
					<Examples examples={computed.examples} payers={computed.payers} />
				</div>
			) : (
				<p className="small">{t('editor.live_wait', { n: faults.length })}</p>
			)}
		</Panel>
	)
}
