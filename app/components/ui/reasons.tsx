import { useT } from '#app/components/texts.tsx'
import { articleText } from '#app/lib/article.ts'
import { Figure } from './amount.tsx'
import { Shape, type ShapeName } from './shape.tsx'
import type { Hue } from './status-marks.ts'

/** A reason as `evaluate` gives it. */
export type Reason = {
	code: string
	verdict: 'ok' | 'limit' | 'no' | 'needs' | 'info'
	zh: string
	en: string
	article: string
	/** our own value, where the source is silent */
	ours?: boolean
	amountFen?: bigint
	line?: number
}

const marks: Record<Reason['verdict'], readonly [ShapeName, Hue]> = {
	ok: ['disc', 'ok'],
	limit: ['triangle', 'warn'],
	no: ['square', 'stop'],
	needs: ['ring', 'idle'],
	info: ['dot', 'idle'],
}

/** Why this much, or why not: what, amount, and the clause below. A refusal uses the same list as an approval. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
	const { t, locale } = useT()
	return (
		<ol className="why">
			{reasons.map((reason) => {
				const [shape, hue] = marks[reason.verdict]
				return (
					<li key={`${reason.code}-${reason.article}-${reason.line ?? ''}`}>
						<span className={`st ${hue}`}>
							<Shape name={shape} />
							<span className="sr">{t(`common.verdict_${reason.verdict}`)}</span>
						</span>
						<span>{locale === 'zh' ? reason.zh : reason.en}</span>
						{reason.amountFen === undefined ? null : <Figure fen={reason.amountFen} />}
						<span className="cl">
							{articleText(reason.article, locale)}
							{reason.ours ? <span className="tag line">{t('common.our_setting')}</span> : null}
						</span>
					</li>
				)
			})}
		</ol>
	)
}
