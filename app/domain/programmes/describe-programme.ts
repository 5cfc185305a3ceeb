import type { Locale } from '#app/lib/i18n.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { codesWords, limitWords, listWords, percent } from './amount-words.ts'
import type { Condition } from './conditions.ts'
import type { Provenance, Words } from './document-parts.ts'
import { givingWords } from './giving-words.ts'
import { judge } from './judge-conditions.ts'
import type { Cap, MoneyRules, RateRow } from './money-rules.ts'
import {
	clawbackWords,
	encumbranceWords,
	exhaustionWords,
	noticeWords,
	paymentWords,
	payoutWords,
	validityWords,
	voucherSentences,
	yearWords,
} from './process-words.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** One rule in plain words, with the article it comes from, or why it is ours. */
export type Sentence = { text: string; article: string; ours: string | null }

export type RateLine = { id: string; name: string; pays: string; article: string; ours: string | null }

/** A programme in plain words, one language: what its public page is made of. */
export type DescribedProgramme = {
	who: Sentence[]
	classes: Sentence[]
	providers: Sentence[]
	covers: Sentence[]
	rates: RateLine[]
	limits: Sentence[]
	payers: Sentence[]
	voucher: Sentence[]
	payment: Sentence[]
	review: Sentence[]
	documents: { step: 'grant' | 'order' | 'claim'; name: string; form: string; article: string; ours: string | null }[]
	dates: Sentence[]
	reward: { rates: RateLine[]; limits: Sentence[] } | null
}

/** Writes a document out in one language. `categoryName` gives the words of a service category. */
export function describeProgramme(
	document: ProgrammeDocument,
	{ locale, at, categoryName }: { locale: Locale; at: LocalDate; categoryName: (id: string) => string },
): DescribedProgramme {
	const say = (rule: Provenance, text: Words): Sentence => ({
		text: locale === 'en' ? text.en.charAt(0).toUpperCase() + text.en.slice(1) : text.zh,
		article: rule.article ?? '',
		ours: rule.ours ? (rule.reason?.[locale] ?? '') : null,
	})
	const demand = (condition: Condition) => say(condition, demandOf(document, condition, at))
	const { eligibility, scope, subsidy, process, grant } = document
	return {
		who: eligibility.conditions.map(demand),
		classes: eligibility.classes.map((entry) => say(entry, entry.name)),
		providers: [
			...document.providers.map(demand),
			...(scope.relation ? [say(scope.relation, relationWords(scope.relation.forbidden))] : []),
		],
		covers: coverSentences(document, say, (ids) => ids.map(categoryName)),
		rates: rateLines(subsidy, say),
		limits: limitSentences(document, subsidy, say),
		payers: [say(subsidy.split, splitWords(document, subsidy))],
		voucher: voucherSentences(document, say),
		payment: [
			say(process.paymentMode, paymentWords[process.paymentMode.mode]),
			say(process.encumbrance, encumbranceWords[process.encumbrance.point]),
			scarceSentence(document, say),
			...(process.clawback ? [say(process.clawback, clawbackWords[process.clawback.goesTo])] : []),
			...(process.payoutDays ? [say(process.payoutDays, payoutWords(process.payoutDays.workingDays))] : []),
		],
		review: [
			say(process.review, {
				zh: listWords(process.review.chain).zh.replaceAll('、', ' → '),
				en: listWords(process.review.chain).en.replaceAll(', ', ' → '),
			}),
			...(process.notice.points.length > 0 ? [say(process.notice, noticeWords(process.notice))] : []),
			...process.supervision.map((rule) => say(rule, rule.text)),
		],
		documents: process.documents.map((entry) => ({
			...say(entry, entry.name),
			step: entry.step,
			name: say(entry, entry.name).text,
			form: entry.form,
		})),
		dates: [
			say(document.validity, validityWords(document)),
			...process.windows.map((rule) => say(rule, rule.text)),
			say(process.yearBy, yearWords[process.yearBy.date]),
		],
		reward:
			document.reward && grant
				? { rates: rateLines(document.reward, say), limits: limitSentences(document, document.reward, say) }
				: null,
	}
}

type Say = (rule: Provenance, text: Words) => Sentence

/** How the money is given when it does not reach for everyone. */
function scarceSentence({ grant: { giving }, process }: ProgrammeDocument, say: Say): Sentence {
	const drawn = givingWords(giving)
	return giving && drawn ? say(giving, drawn) : say(process.exhaustion, exhaustionWords[process.exhaustion.kind])
}

/** What a condition demands, with the names of its regions. */
function demandOf(document: ProgrammeDocument, condition: Condition, at: LocalDate): Words {
	const places = (codes: readonly string[]): Words =>
		listWords(codes.map((code) => document.places.find((place) => place.code === code)?.name ?? { zh: code, en: code }))
	if (condition.kind === 'region' || condition.kind === 'provider_region') {
		const who =
			condition.kind === 'region'
				? { zh: '注册地在', en: 'Registered in ' }
				: { zh: '服务机构在', en: 'The provider is in ' }
		const inside = condition.in ? places(condition.in) : null
		const outside = condition.notIn ? places(condition.notIn) : null
		return {
			zh: inside
				? `${who.zh}${inside.zh}${outside ? `（不含${outside.zh}）` : ''}`
				: `${who.zh}${outside?.zh ?? ''}以外`,
			en: inside
				? `${who.en}${inside.en}${outside ? ` (not ${outside.en})` : ''}`
				: `${who.en}a place other than ${outside?.en ?? ''}`,
		}
	}
	const { demand } = judge(condition, { step: 'grant', at, enterprise: {}, used: {} }, {})
	return { zh: demand.zh, en: demand.en.charAt(0).toUpperCase() + demand.en.slice(1) }
}

const relationWords = (kinds: readonly string[]): Words => ({
	zh: `与企业没有${codesWords(kinds).zh}`,
	en: `Not related to the enterprise: ${codesWords(kinds).en}`,
})

function coverSentences(
	{ scope }: ProgrammeDocument,
	say: Say,
	names: (ids: readonly string[]) => string[],
): Sentence[] {
	const listed = scope.categories.in ? names(scope.categories.in) : null
	return [
		say(
			scope.categories,
			listed
				? { zh: `支持：${listed.join('、')}`, en: `Covered: ${listed.join(', ')}` }
				: { zh: '不限服务类别', en: 'Any kind of service' },
		),
		...scope.exclusions.map((rule) => say(rule, { zh: `不支持：${rule.name.zh}`, en: `Not covered: ${rule.name.en}` })),
		...scope.required.map((rule) => say(rule, { zh: `要求：${rule.name.zh}`, en: `Required: ${rule.name.en}` })),
		...(scope.channels
			? [
					say(scope.channels, {
						zh: `购买方式：${codesWords(scope.channels.oneOf).zh}`,
						en: `Bought how: ${codesWords(scope.channels.oneOf).en}`,
					}),
				]
			: []),
	]
}

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
	}
}

const rateLines = (money: MoneyRules, say: Say): RateLine[] => [
	...money.rate.rows.map((row) => {
		const { text: pays, article, ours } = say(row, paysWords(row))
		return { id: row.id, name: say(row, row.name).text, pays, article, ours }
	}),
	...money.bonuses.map((bonus) => {
		const points = percent(bonus.bp).replace('%', '')
		const how: Words =
			bonus.mode === 'points'
				? { zh: `加 ${points} 个百分点`, en: `+${points} points` }
				: { zh: `乘 ${(10_000 + bonus.bp) / 10_000}`, en: `× ${(10_000 + bonus.bp) / 10_000}` }
		const { text: pays, article, ours } = say(bonus, how)
		return { id: bonus.id, name: say(bonus, bonus.name).text, pays, article, ours }
	}),
]

function capWords(document: ProgrammeDocument, { name, limit, level }: Cap): Words {
	const payer = document.payers.find(({ code }) => code === level)?.name
	const most: Words =
		limit.kind === 'amount'
			? limitWords(limit.fen)
			: { zh: `年度资金的 ${percent(limit.bp)}`, en: `${percent(limit.bp)} of the year’s fund` }
	return {
		zh: `${name.zh}：${payer ? `${payer.zh} ` : ''}${most.zh}`,
		en: `${name.en}: ${payer ? `${payer.en} ` : ''}${most.en}`,
	}
}

const roundingUnits = { fen: '分', jiao: '角', yuan: '元', ten_yuan: '十元', hundred_yuan: '百元' } as const

function limitSentences(document: ProgrammeDocument, money: MoneyRules, say: Say): Sentence[] {
	const { base, rounding } = money
	const basis = codesWords(base.of)
	return [
		say(base, {
			zh: `计算基数：${basis.zh}${base.of.length > 1 ? '中较低者' : ''}，${base.tax === 'inclusive' ? '含税' : '不含税'}`,
			en: `Base: ${base.of.length > 1 ? 'the least of ' : ''}${basis.en}, ${base.tax === 'inclusive' ? 'tax included' : 'without tax'}`,
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
			zh: `${rounding.mode === 'down' ? '向下取整到' : '四舍五入到'}${roundingUnits[rounding.unit]}`,
			en: `Rounded ${rounding.mode === 'down' ? 'down' : 'half up'} to the ${rounding.unit.replace('_', ' ')}`,
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

function splitWords(document: ProgrammeDocument, { split }: MoneyRules): Words {
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
		case 'match':
			return {
				zh: `${name(split.lead).zh}按比例支付，${name(split.match).zh}按其 ${percent(split.ratioBp)} 配套`,
				en: `${name(split.lead).en} pays by the rate, ${name(split.match).en} matches ${percent(split.ratioBp)} of it`,
			}
	}
}
