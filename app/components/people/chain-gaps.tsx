import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import type { Role } from '#app/domain/identity/actor.ts'

/** What an authority still lacks before a claim can pass all its steps: people up to three, and roles nobody holds. */
export function ChainGaps({ gaps }: { gaps: { roles: readonly Role[]; people: number } }) {
	const { t } = useT()
	if (gaps.people === 0 && gaps.roles.length === 0) return <NoteBox tone="ok" title={t('identity.people_complete')} />
	const roles = gaps.roles.map((role) => t(`common.role_${role}`)).join(t('common.list_join'))
	return (
		<NoteBox tone="warn" title={t('identity.people_gap_title')}>
			{gaps.people > 0 ? <p>{t('identity.people_gap_people', { n: gaps.people })}</p> : null}
			{gaps.roles.length > 0 ? <p>{t('identity.people_gap_roles', { roles })}</p> : null}
		</NoteBox>
	)
}
