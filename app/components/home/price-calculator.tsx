import { Form, Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Shape } from '#app/components/ui/shape.tsx'
import { type Fill, Key, type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import type { HomePage, PriceExample } from '#app/domain/reporting/home-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'

/** A price as parts of a bar: each public source, then the buyer's own share. */
export function partsOf(example: PriceExample, locale: 'zh' | 'en', own: string): Part[] {
	const fills = ['pub', 'pub2'] as const
	const sources = example.parts.map((part, index) => ({
		fill: fills[index % 2]!,
		label: part.label[locale],
		fen: part.fen,
	}))
	return [...sources, { fill: 'own', label: own, fen: example.ownFen }]
}

/** A first sum before anyone signs in: district and price in, who pays what out. Works without script. */
export function PriceCalculator({
	divisions,
	asked,
	example,
	wrongPrice,
}: Pick<HomePage, 'divisions' | 'asked' | 'example'> & { wrongPrice: string | null }) {
	const { t, locale } = useT()
	return (
		<Form className="panel panel-pad stack calc" action={paths.home} aria-labelledby="calc-h" preventScrollReset>
			<h2 id="calc-h">{t('home.calc')}</h2>
			<div className="calc-fields">
				<div className="field">
					<label htmlFor="calc-division">{t('home.calc_division')}</label>
					<select className="input sm" id="calc-division" name="division" defaultValue={asked.division}>
						{divisions.map((division) => (
							<option key={division.code} value={division.code}>
								{division[locale]}
							</option>
						))}
					</select>
				</div>
				<div className="field">
					<label htmlFor="calc-price">{t('home.calc_price')}</label>
					<input
						className="input sm money"
						id="calc-price"
						name="price"
						inputMode="decimal"
						defaultValue={asked.price}
						aria-invalid={wrongPrice ? true : undefined}
						aria-describedby={wrongPrice ? 'calc-price-err' : undefined}
					/>
				</div>
			</div>
			{wrongPrice ? (
				<p className="err" id="calc-price-err">
					<Shape name="square" />
					<span>{wrongPrice}</span>
				</p>
			) : null}
			{example ? <Outcome example={example} /> : null}
			<div className="row between">
				<button type="submit" className="btn sm">
					{t('home.calc_button')}
				</button>
				{example ? (
					<Link className="small" to={paths.programmeCheck(example.programmeNumber)}>
						{t('home.calc_check')}
					</Link>
				) : null}
			</div>
		</Form>
	)
}

function Outcome({ example }: { example: PriceExample }) {
	const { t, locale } = useT()
	if (example.coveredFen === 0n)
		return (
			<p className="small" role="status">
				{example.refusal ? t('home.calc_refused', { reason: example.refusal[locale] }) : t('home.calc_needs')}
			</p>
		)
	const isLater = example.mode === 'reimburse'
	return (
		<div className="stack" role="status">
			{isLater ? (
				<p className="small">
					{t('home.calc_now')}{' '}
					<b>
						<Amount fen={example.priceFen} />
					</b>
				</p>
			) : null}
			<SplitBar
				size="tall"
				parts={partsOf(example, locale, t('home.own'))}
				label={t('home.calc_bar', { covered: formatYuan(example.coveredFen), own: formatYuan(example.ownFen) })}
			/>
			<div className="row between">
				<Share fill="pub" label={t(isLater ? 'home.calc_back' : 'home.calc_covered')} fen={example.coveredFen} />
				<Share fill="own" label={t(isLater ? 'home.calc_in_the_end' : 'home.calc_own')} fen={example.ownFen} />
			</div>
			<p className="tiny dim">
				{t(example.isTest ? 'home.calc_basis_test' : 'home.calc_basis', { name: example.programmeName[locale] })}
			</p>
		</div>
	)
}

function Share({ fill, label, fen }: { fill: Fill; label: string; fen: bigint }) {
	return (
		<div>
			<div className="tiny dim">
				<Key fill={fill} />
				{label}
			</div>
			<span className="strong">
				<Amount fen={fen} />
			</span>
		</div>
	)
}
