import { codesWords, listWords, percent } from './amount-words.ts'
import type { Say, Sentence } from './describe-programme.ts'
import type { Words } from './document-parts.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** How the work is done, in words: admission of providers, lateness, acceptance, samples, sanctions. */

export const lateWords = {
	refused: { zh: '逾期不予受理', en: 'What is late is not taken' },
	next_round: { zh: '逾期的转入下一批次', en: 'What is late goes to the next round' },
	exception: { zh: '逾期受理须另行批准', en: 'What is late needs an approved exception' },
} as const

const admission: Record<NonNullable<ProgrammeDocument['providerRegistration']>['mode'], Words> = {
	expert_review: { zh: '分批征集、专家评审', en: 'by expert review in batches' },
	network_membership: { zh: '仪器共享网会员', en: 'as members of the instrument network' },
	platform_certification: { zh: '平台认证', en: 'by certification of the platform' },
	self_evaluation: { zh: '自评后自动核验', en: 'by self-evaluation and an automatic check' },
	open: { zh: '不限', en: 'without admission' },
	listed: { zh: '由主管部门公布名单', en: 'by a list of the authority' },
}

export function registrationWords({
	mode,
	noticeDays,
	dayKind,
}: NonNullable<ProgrammeDocument['providerRegistration']>): Words {
	const how = admission[mode]
	if (!noticeDays) return { zh: `机构入库方式：${how.zh}`, en: `Providers are admitted ${how.en}` }
	const kind = dayKind === 'calendar' ? { zh: '天', en: 'days' } : { zh: '个工作日', en: 'working days' }
	return {
		zh: `机构入库方式：${how.zh}，公示 ${noticeDays} ${kind.zh}`,
		en: `Providers are admitted ${how.en}, with public notice for ${noticeDays} ${kind.en}`,
	}
}

/** What is said about paying beyond who pays and when money is set aside. */
export function paymentSentences({ process }: ProgrammeDocument, say: Say): Sentence[] {
	const { ownPayment, autoAccept, paymentMode } = process
	return [
		...(paymentMode.escrow
			? [say(paymentMode, { zh: '费用经平台收付（三方合同）', en: 'The price goes through the platform' })]
			: []),
		...(paymentMode.instant ? [say(paymentMode, { zh: '下单时即时抵扣', en: 'Deducted at once at checkout' })] : []),
		...(ownPayment
			? [
					say(ownPayment, {
						zh: `自付部分认可：${codesWords(ownPayment.channels).zh}`,
						en: `Accepted ways to pay the own part: ${codesWords(ownPayment.channels).en}`,
					}),
				]
			: []),
		...(autoAccept
			? [
					say(autoAccept, {
						zh: `交付后 ${autoAccept.workingDays} 个工作日未提出异议的，视为验收`,
						en: `Without an objection it counts as accepted ${autoAccept.workingDays} working days after delivery`,
					}),
				]
			: []),
	]
}

const months = (count: number | undefined): Words =>
	count === undefined ? { zh: '', en: '' } : { zh: `每 ${count} 个月`, en: ` every ${count} months` }

/** What is said about looking again, and about those who break the rules. */
export function reviewSentences({ process, pool }: ProgrammeDocument, say: Say): Sentence[] {
	const { review, sampling, claimSet, sanctions } = process
	const per = claimSet && setWords[claimSet.per]
	return [
		...(review.workingDays
			? [
					say(review, {
						zh: `${review.workingDays} 个工作日内审结`,
						en: `Decided within ${review.workingDays} working days`,
					}),
				]
			: []),
		...(claimSet && per ? [say(claimSet, { zh: `每${per.zh}报一套材料`, en: `One set of papers per ${per.en}` })] : []),
		...(sampling
			? [
					say(sampling, {
						zh: `${months(sampling.everyMonths).zh}抽样复核，不低于${sampling.by === 'amount' ? '补贴金额' : '件数'}的 ${percent(sampling.bp)}`,
						en: `A sample of at least ${percent(sampling.bp)} of the ${sampling.by === 'amount' ? 'money' : 'claims'} is reviewed again${months(sampling.everyMonths).en}`,
					}),
				]
			: []),
		...sanctions.map((rule) => say(rule, sanctionWords(rule))),
		...(pool.agencyFeeBp
			? [
					say(pool, {
						zh: `资金的 ${percent(pool.agencyFeeBp)} 以内可用于委托管理`,
						en: `At most ${percent(pool.agencyFeeBp)} of the fund may pay the operator`,
					}),
				]
			: []),
	]
}

const setWords: Record<NonNullable<ProgrammeDocument['process']['claimSet']>['per'], Words> = {
	order: { zh: '个订单', en: 'order' },
	contract: { zh: '份合同', en: 'contract' },
	invoice: { zh: '张发票', en: 'invoice' },
	project: { zh: '个研发项目', en: 'R&D project' },
	round: { zh: '个批次', en: 'round' },
	year: { zh: '年', en: 'year' },
}

function sanctionWords({
	text,
	repay,
	publish,
	voidVoucher,
	strikeProvider,
	barYears,
}: ProgrammeDocument['process']['sanctions'][number]): Words {
	const measures: Words[] = [
		...(repay ? [{ zh: '退回资金', en: 'money is repaid' }] : []),
		...(publish ? [{ zh: '公布名单', en: 'the name is published' }] : []),
		...(voidVoucher ? [{ zh: '券作废', en: 'the voucher is void' }] : []),
		...(strikeProvider ? [{ zh: '机构出库', en: 'the provider is struck off' }] : []),
		...(barYears ? [{ zh: `${barYears} 年内不得申报`, en: `barred for ${barYears} years` }] : []),
	]
	if (measures.length === 0) return text
	const list = listWords(measures)
	return { zh: `${text.zh}（${list.zh}）`, en: `${text.en} (${list.en})` }
}
