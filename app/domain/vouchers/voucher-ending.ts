import { z } from 'zod'
import { day, longText, reference } from '#app/lib/form-fields.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** 作废、延期、失效、逾期未兑: ways a voucher, or an order's share of it, ends or is kept from ending. Each takes two people. */
export const endingKinds = ['void', 'extension', 'lapse', 'forfeit'] as const
export type EndingKind = (typeof endingKinds)[number]

const reason = longText(500)

export const voidForm = z.object({ reason })
export const extensionForm = z.object({ useBy: day(), redeemBy: day().optional(), reason })
export const shareEndingForm = z.object({ order: reference(), reason })
export const endingStepForm = z.object({ proposal: reference() })

/** What is proposed for a voucher: `order` names the order whose share lapses or is forfeited. */
export type EndingInput =
	| { kind: 'void'; reason: string }
	| { kind: 'extension'; useBy: LocalDate; redeemBy?: LocalDate | undefined; reason: string }
	| { kind: 'lapse' | 'forfeit'; order: string; reason: string }

export type UseByEvent = 'order' | 'contract' | 'acceptance' | 'invoice'
/** The days on which a voucher's event may have happened for an order. */
export type EventDays = { contractOn: LocalDate | null; acceptedOn: LocalDate | null; invoiceOn: LocalDate | null }

/**
 * Whether an order came too late for its voucher: the event the rules name (下单、签约、验收、开票) had not happened by the
 * use-by day, and that day has passed. A placed order was in time where the rules count the order itself.
 */
export function missedUseBy(
	event: UseByEvent | null,
	days: EventDays,
	useBy: LocalDate | null,
	today: LocalDate,
): boolean {
	if (!useBy || today <= useBy || event === null || event === 'order') return false
	const happened = { contract: days.contractOn, acceptance: days.acceptedOn, invoice: days.invoiceOn }[event]
	return happened === null || happened > useBy
}
