import { useT } from '#app/components/texts.tsx'
import type { IntakeAnswer } from '#app/domain/catalogue/intake.ts'
import { formatDay, parseDay } from '#app/lib/time.ts'

/** What the enterprise answered when it ordered, each under its question as it was asked then. */
export function IntakeAnswers({ answers }: { answers: readonly IntakeAnswer[] }) {
	const { t, locale } = useT()
	const said = ({ kind, answer, answerEn, unit }: IntakeAnswer) => {
		if (kind === 'yes_no') return t(`intake.${answer}`)
		if (kind === 'date') return formatDay(parseDay(answer), locale)
		if (kind === 'number') return `${answer} ${unit}`
		return (locale === 'en' && answerEn) || answer
	}
	if (answers.length === 0) return null
	return (
		<div className="tbl-box">
			<table className="tbl cards">
				<caption>{t('intake.answers')}</caption>
				<tbody>
					{answers.map((answer) => (
						<tr key={answer.label}>
							<th scope="row">{(locale === 'en' && answer.labelEn) || answer.label}</th>
							<td className="full">
								<span className="pre">{said(answer)}</span>
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	)
}
