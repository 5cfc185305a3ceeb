import { Form as GetForm } from '@remix-run/react'
import { CheckField, Field } from '#app/components/field.tsx'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import { acceptAttribute } from '#app/domain/files/file.ts'
import { formatYuan, plainYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

export type HindranceReason = 'closed' | 'not_verified' | 'needs' | 'not_eligible'

/** Why one cannot apply now, and what one can do about it. */
export function Hindrance({ why }: { why: HindranceReason }) {
	const { t } = useT()
	const action =
		why === 'needs' ? (
			<LinkButton to={paths.organisationFacts} small>
				{t('voucher.apply_fill_facts')}
			</LinkButton>
		) : undefined
	return (
		<NoteBox tone="warn" title={t('voucher.apply_not')} actions={action}>
			{t(`voucher.apply_${why}`)}
		</NoteBox>
	)
}

/** The application that already lives in this round. */
export function LiveApplication({ number }: { number: string }) {
	const { t } = useT()
	const open = (
		<LinkButton to={paths.application(number)} small>
			{t('voucher.apply_see')}
		</LinkButton>
	)
	return <NoteBox tone="go" title={t('voucher.apply_live', { number })} actions={open} />
}

/** How much is asked for: asks the page again, so that the answer is always the rules' own. */
export function AskAmount({ askedFen, mostFen }: { askedFen: bigint; mostFen: bigint | null }) {
	const { t } = useT()
	return (
		<Panel>
			<GetForm method="get" className="form" key={askedFen.toString()}>
				<div className="field">
					<label htmlFor="apply-amount">{t('voucher.apply_amount')}</label>
					<div className="affix">
						<input
							className="input money"
							id="apply-amount"
							name="amount"
							inputMode="decimal"
							defaultValue={plainYuan(askedFen)}
							autoComplete="off"
							aria-describedby={mostFen === null ? undefined : 'apply-amount-hint'}
						/>
						<span>{t('common.yuan')}</span>
					</div>
					{mostFen === null ? null : (
						<span className="hint" id="apply-amount-hint">
							{t('voucher.apply_amount_hint', { most: formatYuan(mostFen) })}
						</span>
					)}
				</div>
				<button type="submit" className="btn">
					{t('voucher.apply_recount')}
				</button>
			</GetForm>
		</Panel>
	)
}

type ApplyFormProps = { askedFen: bigint; decided: 'automatic' | 'review' | 'drawn' }

/** Hands the application in with the commitment shown beside it, and a signed copy when there is one. */
export function ApplyForm({ askedFen, decided }: ApplyFormProps) {
	const { t } = useT()
	return (
		<Panel>
			<Form intent="apply" files>
				<input type="hidden" name="requested" value={plainYuan(askedFen)} />
				<p className="row">
					{t('voucher.apply_amount')} <Amount fen={askedFen} />
				</p>
				<Field
					name="signedCopy"
					label={t('voucher.apply_signed')}
					kind="file"
					accept={acceptAttribute}
					optional
					hint={t('voucher.apply_signed_hint')}
				/>
				<CheckField name="commitment" label={t('voucher.commitment_tick')} />
				<p className="small dim">{t(`voucher.decided_${decided}`)}</p>
				<Submit>
					{decided === 'automatic'
						? t('voucher.apply_submit_automatic')
						: t('voucher.apply_submit', { amount: formatYuan(askedFen) })}
				</Submit>
			</Form>
		</Panel>
	)
}
