import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import type { ShownRelation } from '#app/domain/relations/relation.ts'
import { EvidenceTable } from './evidence-table.tsx'

/** What ties the buyer to the provider, before the order: why a voucher is barred, or what the declaration stands against. */
export function CheckoutRelations({
	relations,
	isBarred = false,
}: {
	relations: readonly ShownRelation[]
	isBarred?: boolean
}) {
	const { t } = useT()
	if (relations.length === 0) return null
	return (
		<NoteBox tone={isBarred ? 'stop' : 'warn'} title={t('relation.checkout_title', { n: relations.length })}>
			<EvidenceTable relations={relations} caption={t('relation.evidence')} />
			<p className="mt-2">{t(isBarred ? 'relation.checkout_barred' : 'relation.checkout_declare')}</p>
		</NoteBox>
	)
}
