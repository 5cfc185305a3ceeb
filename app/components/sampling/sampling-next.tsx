import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { SamplingDetails } from '#app/domain/sampling/samplings.server.ts'
import { formatDay } from '#app/lib/time.ts'

/** The number's turn: waited for, to be entered, or in somebody else's hands. */
export function SamplingNext({ page }: { page: SamplingDetails }) {
	const { t, locale } = useT()
	if (page.publicNumber !== null) return null
	if (!page.isDue)
		return (
			<NoteBox tone="go" title={t('sampling.wait_until', { day: formatDay(page.numberOn, locale) })}>
				{page.numberName}
			</NoteBox>
		)
	if (!page.mayEnter) return <NoteBox tone="warn" title={t('sampling.wait_other')} />
	return (
		<Panel title={t('sampling.enter_title')}>
			<p className="small dim mb-2">
				{page.numberName} · {formatDay(page.numberOn, locale)}
			</p>
			<Form intent="enter">
				<Field
					name="publicNumber"
					kind="code"
					label={t('sampling.public_number')}
					hint={t('sampling.public_number_hint')}
				/>
				<p className="small">{t('sampling.enter_effect')}</p>
				<Submit>{t('sampling.enter')}</Submit>
			</Form>
		</Panel>
	)
}
