import { formatYuan, type Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { formatDay } from '#app/lib/time.ts'
import type { Words } from './document-parts.ts'

/** Amounts, shares and days inside sentences. */

export const yuanText = (amount: Money) => `¥${formatYuan(amount)}`

/** 5000 → "50%", 3333 → "33.33%". */
export function percent(bp: number): string {
	const text = (bp / 100).toFixed(2).replace(/\.?0+$/, '')
	return `${text}%`
}

/** A round limit in a rule: 10 万元 · ¥100,000; anything else to the fen. */
export function limitWords(amount: Money): Words {
	const wan = amount / 1_000_000n
	if (amount > 0n && amount % 10_000_000_000n === 0n)
		return { zh: `${amount / 10_000_000_000n} 亿元`, en: `¥${formatYuan(amount).replace(/\.00$/, '')}` }
	if (amount > 0n && amount % 100_000n === 0n && wan >= 1n) {
		const tenth = (amount % 1_000_000n) / 100_000n
		return { zh: `${wan}${tenth === 0n ? '' : `.${tenth}`} 万元`, en: `¥${formatYuan(amount).replace(/\.00$/, '')}` }
	}
	return { zh: yuanText(amount), en: yuanText(amount) }
}

export const dayWords = (day: LocalDate): Words => ({ zh: formatDay(day, 'zh'), en: formatDay(day, 'en') })

/** Names joined as each language does: 甲、乙 · A, B. */
export const listWords = (items: readonly Words[]): Words => ({
	zh: items.map((item) => item.zh).join('、'),
	en: items.map((item) => item.en).join(', '),
})

const known: Record<string, Words> = {
	legal_person: { zh: '法人企业', en: 'legal-person enterprise' },
	unincorporated: { zh: '非法人组织', en: 'unincorporated body' },
	sole_trader: { zh: '个体工商户', en: 'sole trader' },
	team: { zh: '创业团队', en: 'start-up team' },
	maker: { zh: '创客', en: 'maker' },
	public_institution: { zh: '事业单位', en: 'public institution' },
	social_organisation: { zh: '社会组织', en: 'social organisation' },
	individual: { zh: '个人', en: 'individual' },
	micro: { zh: '微型', en: 'micro' },
	small: { zh: '小型', en: 'small' },
	medium: { zh: '中型', en: 'medium' },
	large: { zh: '大型', en: 'large' },
	equity: { zh: '股权关系', en: 'shared ownership' },
	subordinate: { zh: '隶属关系', en: 'one belongs to the other' },
	joint_foundation: { zh: '共建关系', en: 'jointly founded' },
	legal_representative: { zh: '同一法定代表人', en: 'the same legal representative' },
	controller: { zh: '同一实际控制人', en: 'the same actual controller' },
	family: { zh: '亲属关系', en: 'family ties' },
	platform: { zh: '本平台下单', en: 'ordered on this platform' },
	instrument_network: { zh: '仪器共享平台预约', en: 'booked on the instrument network' },
	off_platform: { zh: '平台外合同', en: 'contract outside the platform' },
	contract: { zh: '合同金额', en: 'contract amount' },
	service: { zh: '实际服务金额', en: 'actual service amount' },
	invoice: { zh: '发票金额', en: 'invoice amount' },
	paid: { zh: '已付金额', en: 'amount paid' },
	cost: { zh: '实际费用', en: 'actual cost' },
	fee: { zh: '规费', en: 'official fees' },
	premium: { zh: '保费', en: 'premium' },
	rd: { zh: '研发费用', en: 'R&D spending' },
	investment: { zh: '投资额', en: 'investment' },
	contribution: { zh: '地方财力贡献', en: 'contribution to the local budget' },
	bank_transfer: { zh: '对公转账', en: 'bank transfer' },
	card: { zh: '银行卡', en: 'card' },
	wallet: { zh: '电子钱包', en: 'electronic wallet' },
	cash: { zh: '现金', en: 'cash' },
}

/** The words of a code of ours; a code of the document's own stands as it is. */
export const codeWords = (code: string): Words => known[code] ?? { zh: code, en: code }
export const codesWords = (codes: readonly string[]): Words => listWords(codes.map(codeWords))
