import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'

export type MadeLink = { name: string; email: string; url: string }

/** Links of invitations just made: shown this once, because only a hash of each is kept. */
export function InvitationLinks({ links, title }: { links: readonly MadeLink[]; title?: string }) {
	const { t } = useT()
	return (
		<NoteBox tone="ok" role="status" title={title ?? t('identity.invite_link_title')}>
			<div className="stack">
				{links.map((link) => (
					<div className="field" key={link.email}>
						<label htmlFor={`link-${link.email}`}>
							{t('identity.invite_link')} · {link.name} {link.email}
						</label>
						<input className="input code" id={`link-${link.email}`} readOnly value={link.url} />
						<span className="hint">{t('identity.invite_link_note', { name: link.name, days: 14 })}</span>
					</div>
				))}
			</div>
		</NoteBox>
	)
}
