import { limitWords, listWords, percent } from './amount-words.ts'
import { bonusWords } from './bonuses-of.ts'
import type { RateLine, Say, Sentence } from './describe-programme.ts'
import type { Words } from './document-parts.ts'
import type { Cap, MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import type { RateRow } from './rate-rules.ts'
import { baseWords } from './reckon-base.ts'
import type { PlainSplit } from './split-rules.ts'

/** Rates, limits and payers of a document in plain words. */

/** "50%", "定额 5,000 元" …: what a row pays. */
export function paysWords({ pays }: Pick<RateRow, 'pays'>): Words {
	switch (pays.kind) {
		case 'share':
			return { zh: percent(pays.bp), en: percent(pays.bp) }
		case 'flat':
			return { zh: `定额 ${limitWords(pays.fen).zh}`, en: `Flat ${limitWords(pays.fen).en}` }
		case 'per_unit':
			return {
				zh: `每${pays.unit.zh} ${limitWords(pays.fen).zh}`,
				en: `${limitWords(pays.fen).en} per ${pays.unit.en}`,
			}
		case 'tiers': {
			const part = (upto: (typeof pays.tiers)[number]): Words => {
				const limit = upto.uptoFen === null ? null : limitWords(upto.uptoFen)
				return {
					zh: limit ? `至 ${limit.zh} ${percent(upto.bp)}` : `以上 ${percent(upto.bp)}`,
					en: limit ? `${percent(upto.bp)} up to ${limit.en}` : `${percent(upto.bp)} above`,
				}
			}
			return listWords(pays.tiers.map(part))
		}
		case 'appraised':
			return {
				zh: `${percent(pays.minBp)}–${percent(pays.maxBp)}，由评定确定`,
				en: `${percent(pays.minBp)} to ${percent(pays.maxBp)}, set by an appraisal`,
			}
		case 'appraised_amount':
			return {
				zh: `${limitWords(pays.minFen).zh}至 ${limitWords(pays.maxFen).zh}，由评定确定`,
				en: `${limitWords(pays.minFen).en} to ${limitWords(pays.maxFen).en}, set by an appraisal`,
			}
	}
}

/** What the rows and bonuses pay, a line each. */
export const rateLines = (money: MoneyRules, say: Say): RateLine[] => [
	...money.rate.rows.map((row) => {
		const { text: pays, article, ours } = say(row, paysWords(row))
		return { id: row.id, name: say(row, row.name).text, pays, article, ours }
	}),
	...money.bonuses.map((bonus) => {
		const how = bonusWords(bonus)
		const { text: pays, article, ours } = say(bonus, how)
		return { id: bonus.id, name: say(bonus, bonus.name).text, pays, article, ours }
	}),
]

function mostWords(limit: Cap['limit']): Words {
	switch (limit.kind) {
		case 'amount':
			return limitWords(limit.fen)
		case 'fund_share':
			return { zh: `年度资金的 ${percent(limit.bp)}`, en: `${percent(limit.bp)} of the year’s fund` }
		case 'base_share':
			return { zh: `计算基数的 ${percent(limit.bp)}`, en: `${percent(limit.bp)} of the base` }
		case 'fact_share':
			return { zh: `${limit.code} 的 ${percent(limit.bp)}`, en: `${percent(limit.bp)} of ${limit.code}` }
		case 'count':
			return { zh: `${limit.times} 次`, en: limit.times === 1 ? 'once' : `${limit.times} times` }
	}
}

function capWords(document: ProgrammeDocument, { name, limit, level }: Cap): Words {
	const payer = document.payers.find(({ code }) => code === level)?.name
	const most = mostWords(limit)
	return {
		zh: `${name.zh}：${payer ? `${payer.zh} ` : ''}${most.zh}`,
		en: `${name.en}: ${payer ? `${payer.en} ` : ''}${most.en}`,
	}
}

const roundingUnits = {
	fen: '分',
	jiao: '角',
	yuan: '元',
	ten_yuan: '十元',
	hundred_yuan: '百元',
	thousand_yuan: '千元',
	ten_thousand_yuan: '万元',
} as const
const roundingModes: Record<MoneyRules['rounding']['mode'], Words> = {
	down: { zh: '向下取整', en: 'down' },
	half_up: { zh: '四舍五入', en: 'half up' },
	up: { zh: '向上取整', en: 'up' },
}

/** Base, caps, floors and rounding in words. */
export function limitSentences(document: ProgrammeDocument, money: MoneyRules, say: Say): Sentence[] {
	const { base, rounding } = money
	const basis = baseWords(base)
	return [
		say(base, {
			zh: `计算基数：${basis.zh}，${base.tax === 'inclusive' ? '含税' : '不含税'}`,
			en: `Base: ${basis.en}, ${base.tax === 'inclusive' ? 'tax included' : 'without tax'}`,
		}),
		...money.caps.map((cap) => say(cap, capWords(document, cap))),
		...money.floors.map((floor) =>
			say(floor, {
				zh: `单次${floor.of === 'base' ? '费用' : '补贴'}不低于 ${limitWords(floor.minFen).zh}`,
				en: `At least ${limitWords(floor.minFen).en} of ${floor.of === 'base' ? 'cost' : 'subsidy'} at a time`,
			}),
		),
		...(money.otherSubsidies ? [say(money.otherSubsidies, otherWords[money.otherSubsidies.treatment])] : []),
		say(rounding, {
			zh: `${roundingModes[rounding.mode].zh}到${roundingUnits[rounding.unit]}`,
			en: `Rounded ${roundingModes[rounding.mode].en} to the ${rounding.unit.replaceAll('_', ' ')}`,
		}),
	]
}

const otherWords: Record<'forbid' | 'deduct' | 'ceiling', Words> = {
	forbid: {
		zh: '同一费用已有其他财政补助的，不再支持',
		en: 'Not where the same cost already has other public subsidy',
	},
	deduct: { zh: '先扣除同一费用的其他财政补助', en: 'Other public subsidies for the same cost are taken off first' },
	ceiling: { zh: '与其他财政补助合计不超过规定比例', en: 'All public subsidies together stay within the ceiling' },
}

/** Who pays, in words. */
export function splitWords(document: ProgrammeDocument, { split }: MoneyRules): Words {
	if (split.kind !== 'by_case') return plainSplitWords(document, split)
	const all = split.cases.map((entry) => plainSplitWords(document, entry.split))
	return {
		zh: `视情形：${all.map(({ zh }) => zh).join('；')}`,
		en: `Depending on the case: ${all.map(({ en }) => en).join('; ')}`,
	}
}

function plainSplitWords(document: ProgrammeDocument, split: PlainSplit): Words {
	const name = (code: string): Words =>
		document.payers.find((payer) => payer.code === code)?.name ?? { zh: code, en: code }
	switch (split.kind) {
		case 'single':
			return { zh: `由${name(split.source).zh}承担`, en: `Paid by ${name(split.source).en}` }
		case 'ratio':
			return listWords(
				split.parts.map((part) => ({
					zh: `${name(part.source).zh} ${percent(part.bp)}`,
					en: `${name(part.source).en} ${percent(part.bp)}`,
				})),
			)
		case 'cost_shares':
			return listWords(
				split.parts.map((part) => ({
					zh: `${name(part.source).zh}不超过费用的 ${percent(part.bp)}`,
					en: `${name(part.source).en} at most ${percent(part.bp)} of the cost`,
				})),
			)
		case 'waterfall': {
			const names = split.sources.map(name)
			return {
				zh: `先由${names.map(({ zh }) => zh).join('，不足部分由')}承担`,
				en: `Paid by ${names.map(({ en }) => en).join(', then by ')}`,
			}
		}
		case 'match': {
			const parts = [{ source: split.match, ratioBp: split.ratioBp }, ...split.further]
			const matching = listWords(
				parts.map((part) => ({
					zh: `${name(part.source).zh}按其 ${percent(part.ratioBp)} 配套`,
					en: `${name(part.source).en} matches ${percent(part.ratioBp)} of it`,
				})),
			)
			return {
				zh: `${name(split.lead).zh}按比例支付，${matching.zh}`,
				en: `${name(split.lead).en} pays by the rate, ${matching.en}`,
			}
		}
	}
}
