import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Reasons } from '#app/components/ui/reasons.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { formatYuan } from '#app/lib/money.ts'

export type ShownCase = {
	name: string
	passed: boolean
	evaluation: Evaluation
	expect: { decision?: string; amountFen?: bigint; split?: Record<string, bigint>; reason?: string }
	/** the facts in words; left out where there is no room */
	facts?: readonly { label: string; text: string }[]
}

function CaseMark({ passed }: { passed: boolean }) {
	const { t } = useT()
	return (
		<Verdict shape={passed ? 'disc' : 'square'} hue={passed ? 'ok' : 'stop'}>
			{t(passed ? 'editor.case_passed' : 'editor.case_failed')}
		</Verdict>
	)
}

/** The worked examples in short: which come out. */
export function CaseMarks({ cases }: { cases: readonly ShownCase[] }) {
	const { t } = useT()
	const sum = useSum()
	const failed = cases.filter(({ passed }) => !passed)
	return (
		<div>
			<h3 className="small mb-2">{t('editor.examples_own')}</h3>
			<p className="small">
				{t('editor.examples_count', { passed: cases.length - failed.length, failed: failed.length })}
			</p>
			{failed.length > 0 ? (
				<ul className="stack small mt-2">
					{failed.map((one) => (
						<li key={one.name}>
							<CaseMark passed={false} /> {one.name}
							<div className="tiny dim">
								{t('editor.case_expected')} {sum(one.expect)} · {t('editor.case_got')} {sum(one.evaluation)}
							</div>
						</li>
					))}
				</ul>
			) : null}
		</div>
	)
}

/** "符合 ¥1,750.00": a decision and its amount. */
function useSum() {
	const { t } = useT()
	return ({ decision, amountFen }: { decision?: string; amountFen?: bigint }) =>
		[
			decision ? t(`editor.case_${decision}`) : '',
			amountFen !== undefined && decision !== 'not_eligible' ? `¥${formatYuan(amountFen)}` : '',
		]
			.filter(Boolean)
			.join(' ')
}

type Props = {
	cases: readonly ShownCase[]
	payers: readonly { code: string; name: Record<'zh' | 'en', string> }[]
	hash: string
}

/** The worked examples with their facts, what must come out, what does, and why. */
export function CaseList({ cases, payers, hash }: Props) {
	const { t, locale } = useT()
	const sum = useSum()
	const numbered = cases
		.map((one, index) => ({ one, index }))
		.sort((a, b) => Number(a.one.passed) - Number(b.one.passed))
	return (
		<ol className="stack">
			{numbered.map(({ one, index }) => {
				const { evaluation, expect, facts = [] } = one
				const split = evaluation.split
					.filter(({ amountFen }) => amountFen > 0n)
					.map(({ source, amountFen }) => {
						const name = payers.find(({ code }) => code === source)?.name[locale] ?? source
						return `${name} ¥${formatYuan(amountFen)}`
					})
				return (
					<li key={index}>
						<details className={one.passed ? 'case' : 'case bad'} open={!one.passed}>
							<summary>
								<h3>{one.name}</h3>
								<CaseMark passed={one.passed} />
							</summary>
							<div className="case-in">
								<Facts
									tight
									facts={[
										{ label: t('editor.case_expected'), value: sum(expect) || '—' },
										{
											label: t('editor.case_got'),
											value: [sum(evaluation), ...split].join(locale === 'zh' ? '，' : ', '),
										},
									]}
								/>
								<Disclosure summary={t('editor.case_facts')}>
									<Facts tight facts={facts.map(({ label, text }) => ({ label, value: text }))} />
								</Disclosure>
								<Disclosure summary={t('editor.case_reasons')}>
									<Reasons reasons={evaluation.reasons} />
								</Disclosure>
								<Form intent="remove_case" id={String(index)} className="row">
									<input type="hidden" name="index" value={index} />
									<input type="hidden" name="hash" value={hash} />
									<Submit small variant="quiet">
										{t('editor.case_remove')}
									</Submit>
								</Form>
							</div>
						</details>
					</li>
				)
			})}
		</ol>
	)
}
