import type { Locale } from '#app/lib/i18n.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { codesWords, listWords } from './amount-words.ts'
import type { Condition } from './conditions.ts'
import { limitSentences, rateLines, splitWords } from './describe-money.ts'
import type { Provenance, Words } from './document-parts.ts'
import { givingWords } from './giving-words.ts'
import { judge } from './judge-conditions.ts'
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
import { lateWords, paymentSentences, registrationWords, reviewSentences } from './work-words.ts'

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
		who: [
			...eligibility.conditions.map(demand),
			...(eligibility.priority ? [say(eligibility.priority, priorityWords(document))] : []),
		],
		classes: eligibility.classes.map((entry) => say(entry, entry.name)),
		providers: [
			...document.providers.map(demand),
			...(scope.relation ? [say(scope.relation, relationWords(scope.relation.forbidden))] : []),
			...(document.providerRegistration
				? [say(document.providerRegistration, registrationWords(document.providerRegistration))]
				: []),
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
			...paymentSentences(document, say),
			...(process.payoutDays ? [say(process.payoutDays, payoutWords(process.payoutDays.workingDays))] : []),
		],
		review: [
			say(process.review, {
				zh: listWords(process.review.chain).zh.replaceAll('、', ' → '),
				en: listWords(process.review.chain).en.replaceAll(', ', ' → '),
			}),
			...(process.notice.points.length > 0 ? [say(process.notice, noticeWords(process.notice))] : []),
			...reviewSentences(document, say),
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
			...(process.late ? [say(process.late, lateWords[process.late.kind])] : []),
			say(process.yearBy, yearWords[process.yearBy.date]),
		],
		reward:
			document.reward && grant
				? { rates: rateLines(document.reward, say), limits: limitSentences(document, document.reward, say) }
				: null,
	}
}

export type Say = (rule: Provenance, text: Words) => Sentence

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

const priorityWords = ({ eligibility: { priority, classes } }: ProgrammeDocument): Words => {
	const names = listWords(
		(priority?.classes ?? []).map((name) => classes.find(({ id }) => id === name)?.name ?? { zh: name, en: name }),
	)
	return { zh: `资金不足时优先：${names.zh}`, en: `First where money is short: ${names.en}` }
}

const relationWords = (kinds: readonly string[]): Words => ({
	zh: `与企业没有${codesWords(kinds).zh}`,
	en: `Not related to the enterprise: ${codesWords(kinds).en}`,
})

const stackingWords = ({ with: others, listed }: NonNullable<ProgrammeDocument['scope']['stacking']>): Words => {
	if (others === 'anything') return { zh: '可与其他办法叠加', en: 'May be combined with other programmes' }
	if (others === 'nothing')
		return { zh: '同一费用不得再按其他办法申请', en: 'The same cost is claimed under no other programme' }
	return {
		zh: `同一费用只可与${codesWords(listed).zh}叠加`,
		en: `The same cost may also be claimed under ${codesWords(listed).en} only`,
	}
}

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
		...(scope.stacking ? [say(scope.stacking, stackingWords(scope.stacking))] : []),
	]
}
