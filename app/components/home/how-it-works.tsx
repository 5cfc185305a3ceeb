import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import type { PriceExample } from '#app/domain/reporting/home-page.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { partsOf } from './price-calculator.tsx'

/** The three steps, drawn with the sum of the calculator: the whole price, the voucher's part, who pays it. */
export function HowItWorks({ example }: { example: PriceExample | null }) {
	const { t, locale } = useT()
	const shown = example && example.coveredFen > 0n ? example : null
	const bars: (Part[] | null)[] = shown
		? [
				[{ fill: 'all', label: t('home.total'), fen: shown.priceFen }],
				[
					{ fill: 'pub', label: t('home.voucher'), fen: shown.coveredFen },
					{ fill: 'own', label: t('home.own'), fen: shown.ownFen },
				],
				partsOf(shown, locale, t('home.own')),
			]
		: [null, null, null]
	return (
		<Section
			title={t('home.how')}
			note={shown ? t('home.how_note', { amount: formatYuan(shown.priceFen) }) : undefined}
		>
			<ol className="steps3">
				{bars.map((parts, index) => (
					<Step key={t(`home.step_${index + 1}`)} number={index + 1} parts={parts} title={t(`home.step_${index + 1}`)}>
						{t(`home.step_${index + 1}_text`)}
					</Step>
				))}
			</ol>
		</Section>
	)
}

function Step({
	number,
	parts,
	title,
	children,
}: {
	number: number
	parts: Part[] | null
	title: string
	children: ReactNode
}) {
	return (
		<li>
			{parts ? (
				<figure>
					<SplitBar parts={parts} size="tall" />
					<figcaption>
						{parts.map((part) => (
							<span key={`${part.fill}-${part.label}`}>
								{part.label} <Figure fen={part.fen} />
							</span>
						))}
					</figcaption>
				</figure>
			) : null}
			<h3>
				<span className="n">{number}</span>
				{title}
			</h3>
			<p>{children}</p>
		</li>
	)
}
