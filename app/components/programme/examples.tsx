import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { type Fill, Key, type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import type { Words } from '#app/domain/programmes/document-parts.ts'
import type { ProgrammeExample, ProgrammeSum } from '#app/domain/programmes/programme-examples.ts'
import { fen, formatYuan } from '#app/lib/money.ts'

export type Payers = readonly { code: string; name: Words }[]

const fills: readonly Fill[] = ['pub', 'pub2', 's3', 's4']

/** Who pays which part of a price, as parts of a split bar. */
export function useParts(payers: Payers) {
	const { t, locale } = useT()
	return (sum: Pick<ProgrammeSum, 'split' | 'enterprisePaysFen'>): Part[] => [
		...sum.split.map((part, index) => ({
			fill: fills[index % fills.length]!,
			label: payers.find(({ code }) => code === part.source)?.name[locale] ?? part.source,
			fen: part.amountFen,
		})),
		{ fill: 'own', label: t('programme.you_pay_label'), fen: sum.enterprisePaysFen },
	]
}

/** Worked examples computed by the programme's own rules: for each case three prices, who pays, and whether a limit cut in. */
export function Examples({ examples, payers }: { examples: readonly ProgrammeExample[]; payers: Payers }) {
	const { t } = useT()
	const partsOf = useParts(payers)
	const legend = partsOf({
		split: payers.map(({ code }) => ({ source: code, amountFen: fen(0) })),
		enterprisePaysFen: fen(0),
	})
	return (
		<div className="stack-lg">
			<ul className="row tiny dim">
				{legend.map((part) => (
					<li key={part.fill}>
						<Key fill={part.fill} /> {part.label}
					</li>
				))}
			</ul>
			{examples.map((example) => (
				<figure key={example.row}>
					<figcaption className="strong small mb-2">{example.name}</figcaption>
					<ul className="stack">
						{example.sums.map((sum) => (
							<li key={String(sum.priceFen)}>
								<div className="row between small">
									<span className="num">¥{formatYuan(sum.priceFen)}</span>
									<span>
										{t('programme.subsidy_label')} <Figure fen={sum.amountFen} />
										{sum.limited ? <span className="faint"> {t('programme.limited')}</span> : null}
									</span>
								</div>
								<SplitBar parts={partsOf(sum)} />
							</li>
						))}
					</ul>
				</figure>
			))}
		</div>
	)
}
