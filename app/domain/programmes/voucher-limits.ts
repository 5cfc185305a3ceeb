import { type Money, share, sum } from '#app/lib/money.ts'
import { limitWords, percent, yuanText } from './amount-words.ts'
import { splitsOf } from './choose-split.ts'
import type { Words } from './document-parts.ts'
import type { Facts } from './facts.ts'
import type { Findings } from './findings.ts'
import type { MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { mostAsked } from './reckon-face.ts'
import { type LineAmount, roundTo } from './reckon-line.ts'

/** A most that is no cap of the document: the voucher's balance, or what was asked for. */
export type Limit = { most: Money; text: Words; code: string }

/** What a voucher leaves: free at an order, held at a claim. Undefined: no voucher in question. */
export function voucherLimit(
	{ grant, process, subsidy }: ProgrammeDocument,
	facts: Facts,
	findings: Findings,
): Limit | undefined {
	if (facts.step === 'grant' || facts.holder === 'provider' || grant.object === 'none') return undefined
	const most = facts.step === 'order' ? facts.voucher?.freeFen : facts.voucher?.heldFen
	const path = facts.step === 'order' ? 'voucher.freeFen' : 'voucher.heldFen'
	if (most === undefined) {
		if (process.encumbrance.point !== 'grant') return undefined
		findings.unsure(grant, {
			code: path,
			demand: { zh: '持有足额的创新券', en: 'a voucher with enough left on it' },
			needs: [path],
		})
		return facts.step === 'order' && !splitsOf(subsidy.split).some(({ kind }) => kind === 'match')
			? faceLimit(grant)
			: undefined
	}
	const text: Words =
		facts.step === 'order'
			? {
					zh: `券内还有 ${yuanText(most)} 可用，这一单按 ${yuanText(most)}`,
					en: `${yuanText(most)} is left on the voucher, so ${yuanText(most)} here`,
				}
			: {
					zh: `这一单用券 ${yuanText(most)}，兑付不超过这个数`,
					en: `${yuanText(most)} of the voucher went into it; no more can be claimed`,
				}
	return { most, text, code: facts.step === 'order' ? 'voucher.free' : 'voucher.held' }
}

/** A published factor that comes after the caps. */
export function factorLimit(
	{ rate: { published } }: Pick<MoneyRules, 'rate'>,
	{ round }: Facts,
	lines: readonly LineAmount[],
): Limit | undefined {
	const factor = round?.factorBp
	if (published?.kind !== 'factor' || published.applied !== 'after_caps' || factor === undefined) return undefined
	const most = share(sum(lines.map((line) => line.amount)), factor)
	return {
		most,
		code: 'rate.published',
		text: {
			zh: `按本批次公布的折算系数 ${percent(factor)}，得 ${yuanText(most)}`,
			en: `By the factor published for the round, ${percent(factor)}, it is ${yuanText(most)}`,
		},
	}
}

/** The whole amount rounded down once more, where the rules round the total. */
export function roundedLimit({ rounding }: Pick<MoneyRules, 'rounding'>, lines: readonly LineAmount[]): Limit {
	const most = roundTo(sum(lines.map((line) => line.amount)), rounding)
	return {
		most,
		code: 'amount.rounded',
		text: { zh: `合计取整为 ${yuanText(most)}`, en: `Rounded in all to ${yuanText(most)}` },
	}
}

/** What is left of the fund, where the facts say so: no step gives more. */
export function fundLimit({ fund }: Facts): Limit | undefined {
	if (fund?.leftFen === undefined) return undefined
	const left = yuanText(fund.leftFen)
	return {
		most: fund.leftFen,
		code: 'fund.left',
		text: { zh: `资金余额 ${left}，本次按 ${left}`, en: `${left} is left in the fund, so ${left} here` },
	}
}

export function requestLimit({ requestedFen, step }: Facts): Limit | undefined {
	if (requestedFen === undefined || step === 'grant') return undefined
	return {
		most: requestedFen,
		code: 'amount.requested',
		text: { zh: `按申请的 ${yuanText(requestedFen)}`, en: `As asked for: ${yuanText(requestedFen)}` },
	}
}

/** A voucher not granted yet is worth at most its face. */
function faceLimit({ face }: ProgrammeDocument['grant']): Limit | undefined {
	const most = face?.kind === 'flat' ? face.fen : mostAsked(face)
	if (most === undefined) return undefined
	const text = limitWords(most)
	return {
		most,
		code: 'grant.face',
		text: { zh: `券的额度最高 ${text.zh}`, en: `A voucher is worth at most ${text.en}` },
	}
}
