import { z } from 'zod'
import { KeptFile } from '#app/domain/files/kept-file.ts'
import { decimalText, decimalUnits, fenOfUnits } from '#app/lib/decimal.ts'
import { longText, optionalText, reference } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'
import type { Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { balance } from './statement-fields.ts'

export const statementLineStates = ['unmatched', 'part', 'matched', 'set_aside'] as const
export type StatementLineState = (typeof statementLineStates)[number]

/** What a person may do with a line that no payment explains. Matching itself is a books function. */
export const statementLineMachine = {
	set_aside: { from: ['unmatched'], to: 'set_aside' },
	hold_as_part: { from: ['unmatched'], to: 'part' },
	take_back: { from: ['set_aside', 'part'], to: 'unmatched' },
	match: { from: ['unmatched', 'part'], to: 'matched' },
	undo: { from: ['matched'], to: 'unmatched' },
} as const satisfies Machine<StatementLineState, string>

/** Where a line goes that is no payment of ours. */
export const asideKinds = [
	'receipt',
	'fee',
	'interest',
	'unknown_credit',
	'clearing',
	'double',
	'paid_back',
	'other',
] as const
export type AsideKind = (typeof asideKinds)[number]

/** What a line is that is not just its payment: a fee in it, too much paid, or a part of it. */
export const differenceKinds = ['fee', 'overpaid', 'part'] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/** One booked movement as the bank sent it. `line` is its line in the file. */
export type StatementLineDraft = {
	line: number
	/** the bank's own reference, when it gave one that holds for the whole account */
	bankReference: string | null
	bookedOn: LocalDate
	/** signed, as sent: "-0012.30"; negative is money out */
	amount: string
	/** the same in fen; null for another currency or a part of a fen, which can never be matched */
	amountFen: Money | null
	currency: string
	counterpartyName: string | null
	counterpartyAccount: string | null
	counterpartyBank: string | null
	endToEndId: string | null
	remittance: string
	/** why the bank sent money back: a return reason code, or REVERSAL */
	returnCode: string | null
}

/** One statement of one account, read but not yet taken. Balances are signed decimals as sent. */
export type StatementDraft = {
	line: number
	statementId: string
	accountNo: string
	currency: string
	opening: string
	closing: string
	openingFen: Money | null
	closingFen: Money | null
	openingOn: LocalDate
	closingOn: LocalDate
	lines: StatementLineDraft[]
}

/** Why something in the file is not taken: the text is `reconciliation.left_REASON`. */
export const leftOutReasons = [
	'not_booked',
	'details_without_sum',
	'batch_without_details',
	'charges',
	'interest',
	'other_amount',
	'other_balance',
	'summary_differs',
	'not_used',
	'empty_row',
	'totals_row',
	'column_not_used',
	'other_sheet',
] as const
/** Something in the file that is not taken. `path` is below the statement, or the name of the column. */
export type LeftOut = { line: number; path: string; reason: (typeof leftOutReasons)[number] }

export type StatementFile = { format: string; version: string; statements: StatementDraft[]; leftOut: LeftOut[] }

/** Why a whole file is refused: the text is `reconciliation.fault_CODE`. */
export const statementFaults = [
	'encoding',
	'doctype',
	'xml',
	'format',
	'interim_report',
	'booking_notice',
	'no_statement',
	'account',
	'balance',
	'balance_twice',
	'amount',
	'currency',
	'direction',
	'date',
	'sum',
	'columns',
	'csv',
	'sheet',
	'running_balance',
	'too_large',
	'unknown_account',
	'other_account',
] as const
export type StatementFaultCode = (typeof statementFaults)[number]

/** Refuses the whole file at one line. `values` fill the sentence. */
export class StatementFault extends Error {
	readonly code: StatementFaultCode
	readonly line: number
	readonly values: Record<string, string | number>
	constructor(code: StatementFaultCode, line: number, values: Record<string, string | number> = {}) {
		super(`${code} in line ${line}`)
		this.name = 'StatementFault'
		this.code = code
		this.line = line
		this.values = values
	}
}

/** A file read whole, or the one fault that refuses it. */
export type StatementReading =
	| { file: StatementFile; fault?: undefined }
	| { file?: undefined; fault: StatementRefusal }
export type StatementRefusal = { code: StatementFaultCode; line: number; values: Record<string, string | number> }

/** The signed decimal of an unsigned amount as sent; nothing of what the bank wrote is lost. */
export const signed = (amount: string, isOut: boolean) =>
	isOut ? `-${amount.replace(/^\+/, '')}` : amount.replace(/^\+/, '')

/** A decimal as sent in fen, when the currency is ours and it has no part of a fen. */
export const fenOf = (amount: string, currency: string) =>
	currency === 'CNY' ? fenOfUnits(decimalUnits(amount)) : null

/** What of a statement is booked: entries as the bank counts them, and the sums of money in and out in units of 10⁻²⁰. */
export type Booked = { entries: number; creditUnits: bigint; debitUnits: bigint }

export const nothingBooked = (): Booked => ({ entries: 0, creditUnits: 0n, debitUnits: 0n })

/** Adds one entry of `units`, signed. */
export function book(booked: Booked, units: bigint): void {
	booked.entries++
	if (units < 0n) booked.debitUnits -= units
	else booked.creditUnits += units
}

/** Proves opening + lines = closing to the last decimal. Throws StatementFault `sum` when they differ. */
export function proveStatement(draft: Omit<StatementDraft, 'lines'>, { creditUnits, debitUnits }: Booked): void {
	const opening = decimalUnits(draft.opening)
	const closing = decimalUnits(draft.closing)
	const reached = opening + creditUnits - debitUnits
	if (reached !== closing)
		throw new StatementFault('sum', draft.line, {
			opening: decimalText(opening),
			reached: decimalText(reached),
			closing: decimalText(closing),
			difference: decimalText(closing - reached),
		})
}

export const importStatementForm = z.object({
	file: z.custom<KeptFile>((value) => value instanceof KeptFile && value.sizeBytes > 0, {
		error: 'field.file_required',
	}),
	accountNo: optionalText(34),
	opening: balance(),
	closing: balance(),
})

export const matchStatementForm = z.object({})
export const confirmMatchForm = z.object({
	lineId: reference(),
	/** one number, or several that were paid in one sum */
	paymentNumber: longText(2000),
	difference: z.preprocess((value) => value || undefined, z.enum(differenceKinds).optional()),
	reason: optionalText(500),
})
export const undoMatchForm = z.object({ lineId: reference(), reason: longText(500) })
export const receiptForm = z.object({ lineId: reference(), source: reference(), documentNo: longText(100) })
export const setAsideForm = z.object({ lineId: reference(), kind: z.enum(asideKinds), reason: longText(500) })
export const takeBackForm = z.object({ lineId: reference() })
