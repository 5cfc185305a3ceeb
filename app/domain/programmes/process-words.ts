import { dayWords, limitWords, listWords, percent } from './amount-words.ts'
import type { Sentence } from './describe-programme.ts'
import type { Provenance, Words } from './document-parts.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** The voucher and the way from application to payment, in words. */

type Say = (rule: Provenance, text: Words) => Sentence

export function voucherSentences({ grant }: ProgrammeDocument, say: Say): Sentence[] {
	const { face } = grant
	if (!face)
		return [
			say(grant, {
				zh: '不用先领券：服务完成、付清费用后直接申请兑付',
				en: 'No voucher needed: claim after the service is done and paid for',
			}),
		]
	const most: Words =
		face.kind === 'flat'
			? { zh: `额度 ${limitWords(face.fen).zh}`, en: `A quota of ${limitWords(face.fen).en}` }
			: face.kind === 'requested'
				? {
						zh: `按需申领，最高 ${limitWords(face.maxFen).zh}`,
						en: `As much as you ask for, up to ${limitWords(face.maxFen).en}`,
					}
				: face.kind === 'denominations'
					? {
							zh: `面额 ${face.values.map((value) => limitWords(value).zh).join('、')}`,
							en: `Denominations of ${face.values.map((value) => limitWords(value).en).join(', ')}`,
						}
					: { zh: '额度按申请人类别或创新积分确定', en: 'The quota follows the class or the innovation score' }
	const decided: Words =
		grant.giving && grant.giving.kind !== 'first_come'
			? { zh: '申领截止后统一发放', en: 'granted together after the window' }
			: grant.decidedBy === 'automatic'
				? { zh: '符合条件自动发放', en: 'granted at once when the conditions are met' }
				: { zh: '审核后发放', en: 'granted after review' }
	const use: Words =
		grant.use === 'once' ? { zh: '一次用完', en: 'used once' } : { zh: '可分次使用', en: 'usable in parts' }
	return [
		say(grant, { zh: `${most.zh}，${decided.zh}，${use.zh}`, en: `${most.en}, ${decided.en}, ${use.en}` }),
		...(grant.useBy
			? [
					say(grant, {
						zh: `使用期：${deadlinesWords(grant.useBy.earliestOf).zh}，以${eventWords[grant.useBy.event].zh}为准`,
						en: `To be used by ${deadlinesWords(grant.useBy.earliestOf).en}; what counts is ${eventWords[grant.useBy.event].en}`,
					}),
				]
			: []),
		...(grant.redeemBy
			? [
					say(grant, {
						zh: `兑付申请期：${deadlinesWords(grant.redeemBy.earliestOf).zh}`,
						en: `To be claimed by ${deadlinesWords(grant.redeemBy.earliestOf).en}`,
					}),
				]
			: []),
		...moreOfVoucher(grant).map((text) => say(grant, text)),
	]
}

/** Transfer, pledge and lapse of a voucher, where the rules speak of them. */
function moreOfVoucher({ transfer, lapse }: ProgrammeDocument['grant']): Words[] {
	const penalty = lapse?.penalty
	return [
		...(transfer ? [transferWords[transfer.to]] : []),
		...(transfer?.pledge ? [{ zh: '可质押贷款', en: 'May be pledged for a loan' }] : []),
		...(lapse ? [lapseWords[lapse.effect]] : []),
		...(penalty
			? [
					{
						zh: `逾期失效超过 ${percent(penalty.overBp)} 的，${penalty.barYears} 年内不再发放`,
						en: `Who lets more than ${percent(penalty.overBp)} lapse gets none for ${penalty.barYears} years`,
					},
				]
			: []),
	]
}

const transferWords = {
	nobody: { zh: '不得转让', en: 'Not transferable' },
	provider: { zh: '作为支付交给服务机构', en: 'Passes to the provider as payment' },
	anybody: { zh: '可转让', en: 'Transferable' },
} as const
const lapseWords = {
	void: { zh: '逾期作废', en: 'What is not used in time is void' },
	back_to_pool: { zh: '逾期未用的额度回到资金池再发放', en: 'What is not used in time goes back to be granted again' },
} as const

type Deadlines = NonNullable<ProgrammeDocument['grant']['useBy']>['earliestOf']

function deadlinesWords(deadlines: Deadlines): Words {
	const all = listWords(deadlines.map(deadlineWords))
	return deadlines.length > 1 ? { zh: `${all.zh}中较早者`, en: `the earlier of ${all.en}` } : all
}

function deadlineWords(deadline: Deadlines[number]): Words {
	switch (deadline.kind) {
		case 'year_end':
			return { zh: '发放当年年底', en: 'the end of the year of the grant' }
		case 'days':
			return { zh: `发放后 ${deadline.days} 天`, en: `${deadline.days} days after the grant` }
		case 'months':
			return { zh: `发放后 ${deadline.months} 个月`, en: `${deadline.months} months after the grant` }
		case 'date':
			return dayWords(deadline.date)
		case 'day_of_year': {
			const [month, date] = deadline.day.split('-').map(Number)
			const year: Words =
				deadline.yearsAfter === 0
					? { zh: '发放当年', en: 'of the year of the grant' }
					: { zh: `发放后第 ${deadline.yearsAfter} 年`, en: `of year ${deadline.yearsAfter} after the grant` }
			return { zh: `${year.zh} ${month} 月 ${date} 日`, en: `${deadline.day} ${year.en}` }
		}
	}
}

const eventWords = {
	order: { zh: '下单', en: 'the order' },
	contract: { zh: '签订合同', en: 'the contract' },
	acceptance: { zh: '验收', en: 'the acceptance' },
	invoice: { zh: '开票', en: 'the invoice' },
} as const

export const paymentWords = {
	deduct: {
		zh: '抵扣：企业只付自付部分，其余由财政付给服务机构',
		en: 'Deduct: the enterprise pays its own part, the fund pays the provider the rest',
	},
	reimburse: {
		zh: '后补助：企业先付全款，兑付后返还',
		en: 'Reimburse: the enterprise pays in full and gets its part back',
	},
} as const
export const encumbranceWords = {
	grant: { zh: '发券时占用资金', en: 'Money is set aside when the voucher is granted' },
	order: { zh: '下单时占用资金，券只是额度', en: 'Money is set aside at the order; the voucher is a quota' },
	approval: { zh: '批准兑付时占用资金', en: 'Money is set aside when the claim is approved' },
} as const
export const exhaustionWords = {
	first_come: { zh: '先到先得，用完为止', en: 'First come, first served while it lasts' },
	pro_rata: { zh: '资金不足时按比例折算', en: 'Scaled down in proportion when money is short' },
} as const
export const yearWords = {
	decision: { zh: '额度按申领或兑付的年份计', en: 'Limits count by the year of the application or claim' },
	contract: { zh: '额度按合同年份计', en: 'Limits count by the year of the contract' },
	service: { zh: '额度按服务年份计', en: 'Limits count by the year of the service' },
	invoice: { zh: '额度按开票年份计', en: 'Limits count by the year of the invoice' },
	paid: { zh: '额度按付款年份计', en: 'Limits count by the year of the payment' },
} as const

export const clawbackWords = {
	fund: {
		zh: '追回的钱当年回到专项资金，可以再发',
		en: 'Money clawed back returns to the fund in the same year and can be granted again',
	},
	treasury: { zh: '追回的钱缴回财政', en: 'Money clawed back goes to the treasury' },
} as const

export const payoutWords = (days: number): Words => ({
	zh: `申请后一般 ${days} 个工作日内到账`,
	en: `Usually paid within ${days} working days of the claim`,
})

export const noticeWords = ({ days, dayKind }: ProgrammeDocument['process']['notice']): Words => ({
	zh: `公示 ${days} 个${dayKind === 'working' ? '工作日' : '自然日'}`,
	en: `Public notice for ${days} ${dayKind === 'working' ? 'working' : 'calendar'} days`,
})

export function validityWords({ validity: { from, until } }: ProgrammeDocument): Words {
	if (!from && !until) return { zh: '施行和终止日期未写明', en: 'No dates are stated' }
	const begin = from ? dayWords(from) : { zh: '', en: '' }
	const end = until ? dayWords(until) : null
	return {
		zh: `有效期：${begin.zh}起${end ? `，至${end.zh}` : ''}`,
		en: `In force from ${begin.en}${end ? ` until ${end.en}` : ''}`,
	}
}
