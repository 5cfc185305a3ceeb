import { Link } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import type { FormNode } from '#app/domain/programmes/draft-nodes.ts'
import { FormNodes } from './form-nodes.tsx'

type Props = {
	chapter: string
	/** fingerprint of the chapter as the reader sees it */
	seen: string
	nodes: readonly FormNode[]
	/** who changed the chapter meanwhile */
	conflictBy?: string
	here: string
}

/** One chapter of a draft. The first button is what Enter presses: it saves and changes nothing else. */
export function ChapterForm({ chapter, seen, nodes, conflictBy, here }: Props) {
	const { t } = useT()
	const [only] = nodes
	// a chapter that is one block needs no second heading
	const shown =
		nodes.length === 1 && only?.type === 'group' && !only.mayLeaveOut && only.errors.length === 0 ? only.nodes : nodes
	return (
		<Form intent="save_chapter" className="form editor-form" label={t(`editor.chapter_${chapter}`)}>
			<button type="submit" className="sr" tabIndex={-1} aria-hidden="true">
				{t('editor.save')}
			</button>
			<input type="hidden" name="chapter" value={chapter} />
			<input type="hidden" name="seen" value={seen} key={seen} />
			{conflictBy === undefined ? null : (
				<NoteBox
					tone="warn"
					role="alert"
					title={t('editor.changed_meanwhile', { name: conflictBy })}
					actions={<Link to={here}>{t('editor.see_theirs')}</Link>}
				/>
			)}
			<FormNodes nodes={shown} key={seen} />
			<input type="hidden" name="complete" value="yes" />
			<div className="row editor-save">
				<Submit>{t('editor.save')}</Submit>
				<span className="small faint">{t('editor.save_note')}</span>
			</div>
		</Form>
	)
}
