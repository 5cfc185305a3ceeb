import { Form } from '@remix-run/react'
import { Field, RadioField } from '#app/components/field.tsx'
import { useT } from '#app/components/texts.tsx'
import { type AsOf, type AsOfChoice, clocks } from '#app/domain/reporting/as-of.ts'
import { formatDay } from '#app/lib/time.ts'
import { LinkButton } from './button.tsx'
import { Disclosure } from './disclosure.tsx'
import { NoteBox } from './note-box.tsx'

/** Choosing a past day of a page at `to`, on either clock; in a past view, what it is and the way back. */
export function LookBack({ choice, to }: { choice: AsOfChoice; to: string }) {
	const { t } = useT()
	return (
		<div className="mb-4">
			{choice.asOf ? <PastNote asOf={choice.asOf} to={to} /> : null}
			{choice.isRefused ? <NoteBox tone="warn" title={t('asOf.refused')} role="alert" /> : null}
			<Disclosure summary={t('asOf.look_back')} open={choice.isRefused}>
				<Form method="get" action={to} className="form" key={`${choice.asked} ${choice.clock}`}>
					<Field name="day" kind="date" label={t('asOf.day')} defaultValue={choice.asked} />
					<RadioField
						name="clock"
						label={t('asOf.clock')}
						defaultValue={choice.clock}
						options={clocks.map((clock) => ({ value: clock, label: t(`asOf.clock_${clock}`) }))}
					/>
					<div>
						<button type="submit" className="btn">
							{t('asOf.show')}
						</button>
					</div>
				</Form>
			</Disclosure>
		</div>
	)
}

function PastNote({ asOf, to }: { asOf: AsOf; to: string }) {
	const { t, locale } = useT()
	return (
		<NoteBox
			tone="warn"
			title={t(`asOf.past_${asOf.clock}`, { day: formatDay(asOf.day, locale) })}
			actions={
				<LinkButton to={to} small>
					{t('asOf.back')}
				</LinkButton>
			}
		>
			{t('asOf.past_note')}
		</NoteBox>
	)
}
