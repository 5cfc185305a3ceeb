import { Form as GetForm } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { Corrections } from '#app/domain/ledger/corrections.server.ts'
import { CorrectionTable } from './correction-table.tsx'
import { ProposeCorrection } from './propose-correction.tsx'

export type Source = { sourceNo: number; name: string; nameEn: string | null }
type Props = { corrections: Corrections; sources: readonly Source[] }

/** What of a fund's books was corrected or waits to be, and the way to correct an entry by its number. */
export function CorrectionSection({ corrections, sources }: Props) {
	const { t } = useT()
	const { rows, asked, movement, mayPropose } = corrections
	return (
		<Section title={t('correction.title')} note={t('correction.note')} id="corrections">
			{rows.length === 0 ? (
				<p className="dim">{t('correction.none')}</p>
			) : (
				<CorrectionTable rows={rows} sources={sources} />
			)}
			{mayPropose ? (
				<div className="mt-6">
					{movement?.kind ? <ProposeCorrection movement={movement} kind={movement.kind} sources={sources} /> : null}
					{movement && !movement.kind ? (
						<NoteBox tone="warn" title={t('correction.cannot')}>
							{t('correction.cannot_why')}
						</NoteBox>
					) : null}
					{asked && !movement ? (
						<NoteBox tone="warn" title={t('correction.not_found', { id: asked })} role="alert" />
					) : null}
					<GetForm method="get" action="#corrections" className="row ends mt-2" key={asked ?? ''}>
						<Field name="correct" kind="number" label={t('correction.find')} hint={t('correction.find_hint')} small />
						<button type="submit" className="btn">
							{t('correction.find_submit')}
						</button>
					</GetForm>
				</div>
			) : null}
		</Section>
	)
}
