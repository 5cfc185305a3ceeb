import { Field } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import {
	enterpriseLegalForms,
	enterpriseSizes,
	incubatorKinds,
	titleCodes,
} from '#app/domain/identity/enterprise-titles.ts'

/** What was stated before, as it stands in the form. */
type Typed = { typed: Record<string, string> }

const useOptions = () => {
	const { t } = useT()
	return {
		t,
		options: (values: readonly string[], key: string) =>
			values.map((value) => ({ value, label: t(`identity.${key}_${value}`) })),
	}
}

/** Sector, legal form, size, employees, founding. */
export function SizeFacts({ typed }: Typed) {
	const { t, options } = useOptions()
	return (
		<Panel title={t('identity.facts_basic')}>
			<div className="fields">
				<Field
					name="sector"
					label={t('identity.sector')}
					placeholder={t('identity.sector_example')}
					defaultValue={typed.sector}
				/>
				<Field
					name="legalForm"
					kind="select"
					label={t('identity.legal_form')}
					empty={t('identity.choose_none')}
					options={options(enterpriseLegalForms, 'legal_form')}
					defaultValue={typed.legalForm}
				/>
				<Field
					name="size"
					kind="select"
					label={t('identity.size')}
					hint={t('identity.size_hint')}
					empty={t('identity.choose_none')}
					options={options(enterpriseSizes, 'size')}
					defaultValue={typed.size}
				/>
				<Field
					name="headcount"
					kind="number"
					label={t('identity.headcount')}
					unit={t('identity.headcount_unit')}
					defaultValue={typed.headcount}
				/>
				<Field
					name="establishedOn"
					kind="date"
					label={t('identity.established_on')}
					defaultValue={typed.establishedOn}
				/>
				<Field
					name="controller"
					label={t('identity.controller')}
					hint={t('identity.controller_hint')}
					defaultValue={typed.controller}
				/>
			</div>
		</Panel>
	)
}

/** Revenue of two years and capital. */
export function MoneyFacts({ typed }: Typed) {
	const { t } = useT()
	return (
		<Panel title={t('identity.facts_money')}>
			<div className="fields">
				<Field name="revenueLast" kind="money" label={t('identity.revenue_last')} defaultValue={typed.revenueLast} />
				<Field
					name="revenueBefore"
					kind="money"
					label={t('identity.revenue_before')}
					defaultValue={typed.revenueBefore}
				/>
				<Field
					name="registeredCapital"
					kind="money"
					label={t('identity.registered_capital')}
					defaultValue={typed.registeredCapital}
				/>
			</div>
		</Panel>
	)
}

/** Credit standing and incubator. */
export function StandingFacts({ typed }: Typed) {
	const { t, options } = useOptions()
	return (
		<Panel title={t('identity.facts_standing')}>
			<div className="fields">
				<Field
					name="badCredit"
					kind="select"
					label={t('identity.bad_credit')}
					empty={t('identity.choose_none')}
					options={options(['no', 'yes'], 'bad_credit')}
					defaultValue={typed.badCredit}
				/>
				<Field
					name="incubator"
					kind="select"
					label={t('identity.incubator')}
					empty={t('identity.choose_none')}
					options={options(['none', ...incubatorKinds], 'incubator')}
					defaultValue={typed.incubator}
				/>
			</div>
		</Panel>
	)
}

/** Titles with their first and last year. */
export function TitleFacts({ typed }: Typed) {
	const { t } = useT()
	return (
		<Panel title={t('identity.titles_heading')} aside={t('identity.titles_note')}>
			<div className="fields">
				{titleCodes.flatMap((code) => {
					const title = t(`identity.title_${code}`)
					return (['from', 'until'] as const).map((end) => (
						<Field
							key={`${code}.${end}`}
							name={`titles.${code}.${end}`}
							kind="number"
							label={t(`identity.title_${end}`, { title })}
							defaultValue={typed[`titles.${code}.${end}`]}
						/>
					))
				})}
			</div>
		</Panel>
	)
}
