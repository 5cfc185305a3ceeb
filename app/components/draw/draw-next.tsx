import { useLocation } from '@remix-run/react'
import { Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { Confirm, Disclosure } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { DeskDraw, PublicDraw } from '#app/domain/draws/draws.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay, shanghaiDay } from '#app/lib/time.ts'

type Shown = Omit<PublicDraw, 'candidates'>

/** The figures the sentences of a draw name. */
function useValues(draw: Shown) {
	const { locale } = useT()
	const { stage, counts, list, lottery, round } = draw
	const day =
		stage === 'open'
			? shanghaiDay(new Date(round.closesAt.getTime() - 1))
			: (list?.numberOn ?? shanghaiDay(round.closesAt))
	return {
		day: formatDay(day, locale),
		name: lottery?.name[locale] ?? '',
		source: lottery?.source[locale] ?? '',
		granted: counts.granted,
		others: counts.others,
		left: counts.left,
		amount: formatYuan(counts.grantedFen),
	}
}

/** Where the draw stands, for anyone. */
export function PublicNext({ draw }: { draw: Shown }) {
	const { t } = useT()
	const values = useValues(draw)
	const { stage } = draw
	const title = stage === 'to_close' || stage === 'to_enter' ? `draw.next_${stage}_public` : `draw.next_${stage}`
	const why =
		stage === 'open'
			? 'draw.next_open_public'
			: stage === 'waiting' || stage === 'granting' || stage === 'done' || stage === 'to_approve'
				? `draw.next_${stage}_why`
				: null
	return (
		<Next title={t(title, values)} actions={stage === 'granting' ? <Reload /> : undefined}>
			{why ? t(why, values) : null}
		</Next>
	)
}

/** The desk's next step with its form, for whom it is open to. */
export function DeskNext({ draw }: { draw: DeskDraw }) {
	const { t } = useT()
	const values = { ...useValues(draw), submitted: draw.waiting?.submitted ?? 0, returned: draw.waiting?.returned ?? 0 }
	const { stage, may, giving } = draw
	const title = stage === 'to_approve' && may.rule ? 'draw.next_to_approve_yours' : `draw.next_${stage}`
	const why = stage === 'to_approve' && may.rule ? `draw.next_to_approve_${giving}` : `draw.next_${stage}_why`
	return (
		<>
			<Next title={t(title, values)} actions={stage === 'granting' ? <Reload /> : undefined}>
				{t(why, values)}
				{stage === 'to_close' && giving === 'ranked' ? ` ${t('draw.next_to_close_ranked')}` : ''}
			</Next>
			{may.close || may.enter || may.rule ? (
				<div className="mt-4">
					<Panel>
						{may.close ? <CloseForm /> : null}
						{may.enter ? <NumberForm /> : null}
						{may.rule ? <RuleForms draw={draw} /> : null}
					</Panel>
				</div>
			) : null}
		</>
	)
}

/** Asks for the page again: the counts are the database's. */
function Reload() {
	const { t } = useT()
	const { pathname, search } = useLocation()
	return (
		<LinkButton to={pathname + search} reloadDocument>
			{t('draw.reload')}
		</LinkButton>
	)
}

function CloseForm() {
	const { t } = useT()
	return (
		<Confirm variant="primary" label={t('draw.close')} question={t('draw.close_question')}>
			<p className="small dim">{t('draw.close_effect')}</p>
			<Form intent="close" className="form mt-4">
				<Submit>{t('draw.close')}</Submit>
			</Form>
		</Confirm>
	)
}

function NumberForm() {
	const { t } = useT()
	return (
		<Form intent="enter" className="form cols">
			<Field name="number" label={t('draw.number')} kind="code" hint={t('draw.number_hint')} />
			<Field name="drawnOn" label={t('draw.drawn_on')} kind="date" />
			<Submit>{t('draw.enter')}</Submit>
		</Form>
	)
}

function RuleForms({ draw }: { draw: DeskDraw }) {
	const { t, locale } = useT()
	const { number, list, giving } = draw
	return (
		<div className="stack">
			<Confirm variant="primary" label={t('draw.approve')} question={t('draw.approve_question')}>
				<p>
					{t(`draw.approve_effect_${giving}`, {
						number: number?.number ?? '',
						day: number ? formatDay(number.drawnOn, locale) : '',
						n: list?.candidates ?? 0,
						amount: formatYuan(list?.totalFen ?? 0n),
					})}
				</p>
				<Form intent="approve" className="form mt-4">
					<input type="hidden" name="entered" value={draw.enteredId} />
					<Submit icon="check">{t('draw.approve')}</Submit>
				</Form>
			</Confirm>
			{number ? (
				<Disclosure summary={t('draw.send_back')}>
					<Form intent="send_back">
						<input type="hidden" name="entered" value={draw.enteredId} />
						<Field name="reason" label={t('draw.send_back_reason')} kind="textarea" rows={2} />
						<Submit variant="danger">{t('draw.do_send_back')}</Submit>
					</Form>
				</Disclosure>
			) : null}
		</div>
	)
}
