import type { Money } from '#app/lib/money.ts'
import { limitWords, yuanText } from './amount-words.ts'
import type { Words } from './document-parts.ts'
import type { Facts } from './facts.ts'
import type { Findings } from './findings.ts'
import type { ProgrammeDocument } from './programme-document.ts'

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
		return facts.step === 'order' && subsidy.split.kind !== 'match' ? faceLimit(grant) : undefined
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
	const most = face?.kind === 'flat' ? face.fen : face?.kind === 'requested' ? face.maxFen : undefined
	if (most === undefined) return undefined
	const text = limitWords(most)
	return {
		most,
		code: 'grant.face',
		text: { zh: `券的额度最高 ${text.zh}`, en: `A voucher is worth at most ${text.en}` },
	}
}
