import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { choiceLines, type IntakeQuestion, intakeKinds } from '#app/domain/catalogue/intake.ts'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { paths } from '#app/web/paths.ts'
import { SeenListing } from './listing-head.tsx'
import { useCatalogueWords } from './words.ts'

/** Words a question: a new one, or one that is there. */
export function QuestionForm({ listing, question }: { listing: ListingView; question: IntakeQuestion | null }) {
	const { t } = useCatalogueWords()
	return (
		<Form
			intent="save"
			key={`${question?.key}-${listing.versionNo}`}
			label={t(question ? 'intake.change' : 'intake.add')}
		>
			<SeenListing listing={listing} />
			{question ? <input type="hidden" name="key" value={question.key} /> : null}
			<Field name="label" label={t('intake.label')} hint={t('intake.label_hint')} defaultValue={question?.label} />
			<Field name="labelEn" optional label={t('intake.label_en')} defaultValue={question?.labelEn} />
			<Field
				name="kind"
				kind="select"
				label={t('intake.kind')}
				options={intakeKinds.map((kind) => ({ value: kind, label: t(`intake.kind_${kind}`) }))}
				defaultValue={question?.kind ?? 'text'}
			/>
			<CheckField name="required" label={t('intake.is_required')} defaultChecked={question?.required ?? false} />
			<Field name="unit" optional label={t('intake.unit')} hint={t('intake.unit_hint')} defaultValue={question?.unit} />
			<Field
				name="choices"
				kind="textarea"
				rows={3}
				optional
				label={t('intake.choices')}
				hint={t('intake.choices_hint')}
				defaultValue={choiceLines(question?.choices ?? [])}
			/>
			<Field name="help" optional label={t('intake.help')} defaultValue={question?.help} />
			<Field name="helpEn" optional label={t('intake.help_en')} defaultValue={question?.helpEn} />
			<div className="row">
				<Submit>{t(question ? 'intake.save' : 'intake.save_new')}</Submit>
				{question ? (
					<LinkButton variant="quiet" to={paths.listingIntake(listing.number)}>
						{t('intake.cancel')}
					</LinkButton>
				) : null}
			</div>
		</Form>
	)
}
