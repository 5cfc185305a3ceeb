import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { NoticeSnapshot } from '#app/domain/notices/notice.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, type LocalDate } from '#app/lib/time.ts'

type ObjectionFormProps = { items: NoticeSnapshot['items']; closesOn: LocalDate }

/** Anyone may object to one claim, without signing in; who objects is never published. */
export function ObjectionForm({ items, closesOn }: ObjectionFormProps) {
	const { t, locale } = useT()
	return (
		<Section
			title={t('notice.object')}
			note={t('notice.object_note', { day: formatDay(closesOn, locale) })}
			id="object"
		>
			<Form intent="object" className="panel panel-pad form narrow">
				<Field
					name="claim"
					label={t('notice.object_claim')}
					kind="select"
					empty={t('notice.object_choose')}
					options={items.map((item) => ({
						value: item.claim,
						label: `${item.no} ${item.enterprise} ¥${formatYuan(BigInt(item.amountFen))}`,
					}))}
				/>
				<Field
					name="text"
					label={t('notice.object_text')}
					hint={t('notice.object_text_hint')}
					kind="textarea"
					rows={6}
				/>
				<Field name="byName" label={t('notice.object_name')} autoComplete="name" />
				<Field
					name="byContact"
					label={t('notice.object_contact')}
					hint={t('notice.object_contact_hint')}
					autoComplete="tel"
				/>
				<p className="small dim">{t('notice.object_private')}</p>
				<div className="row">
					<Submit>{t('notice.object_submit')}</Submit>
				</div>
			</Form>
		</Section>
	)
}
