import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Tag } from '#app/components/ui/tag.tsx'

/** What the reviewer asks to have put right: the parts marked and the words. */
export function Correction({ correction }: { correction: { parts: readonly string[]; words: string; at: Date } }) {
	const { t } = useT()
	return (
		<NoteBox tone="warn" title={t('claim.correction', { n: correction.parts.length })}>
			<p className="row">
				{correction.parts.map((part) => (
					<Tag key={part} kind="line">
						{t(`claim.part_${part}`)}
					</Tag>
				))}
			</p>
			<p>{correction.words}</p>
			<p className="tiny faint">
				<InstantText at={correction.at} />
			</p>
		</NoteBox>
	)
}
