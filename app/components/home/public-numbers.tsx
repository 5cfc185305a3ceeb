import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import type { PublicFigures } from '#app/domain/reporting/public-figures.server.ts'
import { formatInstant } from '#app/lib/time.ts'

/** The three figures everyone may see: paid, how long it took, and books against bank. Bad news in the same type. */
export function PublicNumbers({ figures, now }: { figures: PublicFigures; now: Date }) {
	const { t, locale } = useT()
	const { half, most, differenceFen, checkedAt } = figures
	return (
		<section className="sec open" aria-labelledby="figures-h">
			<h2 id="figures-h" className="sr">
				{t('home.figures')}
			</h2>
			<dl className="three">
				<div>
					<dt>{t('home.paid')}</dt>
					<dd>
						<span className="big">
							<Amount fen={figures.paidFen} large />
						</span>
						<small>
							{t('home.paid_note', {
								payments: figures.payments.toLocaleString('en'),
								enterprises: figures.enterprises.toLocaleString('en'),
							})}
						</small>
					</dd>
				</div>
				<div>
					<dt>{t('home.half')}</dt>
					<dd>
						<span className="big">{half === null ? t('home.half_none') : t('home.half_days', { n: half })}</span>
						<small>{most === null ? t('home.half_none_note') : t('home.most_note', { n: most })}</small>
					</dd>
				</div>
				<div>
					<dt>{t('home.difference')}</dt>
					<dd>
						<span className={differenceFen === 0n ? 'big zero' : 'big nonzero'}>
							<Amount fen={differenceFen} large />
						</span>
						<small>
							<Standing figures={figures} />
						</small>
					</dd>
				</div>
			</dl>
			<div className="row tiny dim mt-4 between">
				<span>
					{t('home.as_of', { at: formatInstant(now, locale), funds: figures.funds })}
					{locale === 'en' ? ' ' : ''}
					{checkedAt ? t('home.checked', { at: formatInstant(checkedAt, locale) }) : null}
				</span>
				<Disclosure summary={t('home.how_counted')}>
					<p className="small">{t('home.how_counted_text')}</p>
				</Disclosure>
			</div>
		</section>
	)
}

function Standing({ figures: { differenceFen, differences, openLines } }: { figures: PublicFigures }) {
	const { t } = useT()
	if (differences)
		return (
			<Verdict shape="square" hue="stop" wrap>
				{t('home.difference_books', { n: differences })}
			</Verdict>
		)
	if (openLines > 0)
		return (
			<Verdict shape={differenceFen === 0n ? 'triangle' : 'square'} hue={differenceFen === 0n ? 'warn' : 'stop'} wrap>
				{t('home.difference_lines', { n: openLines })}
			</Verdict>
		)
	return (
		<Verdict shape={differenceFen === 0n ? 'disc' : 'square'} hue={differenceFen === 0n ? 'ok' : 'stop'} wrap>
			{t(differenceFen === 0n ? 'home.difference_zero' : 'home.difference_found')}
		</Verdict>
	)
}
