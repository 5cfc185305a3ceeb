import { isNameOf } from '#app/domain/identity/payee-account.ts'
import type { Evaluation, Reason } from '#app/domain/programmes/evaluation.ts'
import { type Money, sum } from '#app/lib/money.ts'
import { daysBetween, type LocalDate } from '#app/lib/time.ts'
import { checkRelation, type LineRelation } from './check-relation.ts'
import { checkReward } from './check-reward.ts'

/** A figure in a check's sentence: shown in the reader's language. */
export type CheckValue = string | number | { fen: bigint } | { day: LocalDate }
export type CheckVerdict = 'ok' | 'warn' | 'stop'

/** One thing looked at. Its sentence is the text `claim.check_CODE_VERDICT`. `lineNo` null: about the whole claim. */
export type Check = {
	code: CheckCode
	verdict: CheckVerdict
	lineNo: number | null
	values: Record<string, CheckValue>
}

export const checkCodes = [
	'accepted',
	'silence',
	'deadline',
	'contract',
	'contract_file',
	'invoice',
	'invoice_parties',
	'invoice_amount',
	'invoice_used',
	'invoice_red',
	'invoice_file',
	'invoice_genuine',
	'invoice_date',
	'payment',
	'payment_proof',
	'payment_date',
	'report',
	'report_file',
	'report_date',
	'service_window',
	'relation',
	'relation_judged',
	'basis',
	'basis_red',
	'basis_demanded',
	'likeness',
	'payee',
	'payee_name',
	'floor',
	'rules',
	'amount',
] as const
export type CheckCode = (typeof checkCodes)[number]

/** Checks whose stop means that contract, invoice, payment and report do not agree yet. */
export const evidenceCodes: readonly CheckCode[] = [
	'accepted',
	'contract',
	'contract_file',
	'invoice',
	'invoice_parties',
	'invoice_amount',
	'invoice_used',
	'invoice_genuine',
	'payment',
	'payment_proof',
	'report',
	'report_file',
	'basis',
]

export type Party = { name: string; creditCode: string }

export type ClaimLineFacts = {
	lineNo: number
	kind: string
	/** the order was accepted by the enterprise; true for contracts outside the platform */
	isAccepted: boolean
	/** accepted because the enterprise was silent until this day */
	silentUntil?: LocalDate | null
	/** full price the invoice must reach, in fen */
	priceFen: Money
	/** what the enterprise must have paid itself, in fen */
	ownFen: Money
	claimedFen: Money
	enterprise: Party
	provider: Party
	contract: { no: string; on: LocalDate } | null
	isContractConfirmed: boolean
	hasContractFile: boolean
	serviceOn: LocalDate | null
	report: { no: string; on: LocalDate } | null
	hasReportFile: boolean
	/** last day for the claim, as the voucher says; null: none */
	claimBy: LocalDate | null
	invoices: readonly {
		number: string
		sellerCode: string
		buyerCode: string
		issuedOn: LocalDate
		/** the part of the invoice that belongs to this line */
		partFen: Money
		/** what the invoice is worth: its total less red-letter fapiao */
		netFen: Money
		/** what claims of this programme rest on the invoice, this line included */
		usedFen: Money
		/** red-letter fapiao to it, in all */
		redFen: Money
		/** numbers of other claims that rest on it */
		earlier: readonly string[]
		/** what the file itself says otherwise than was typed; null: nothing was read in it */
		differs: readonly string[] | null
		/** the tax bureau's look-up: genuine, not_found, void; null: not looked up */
		verification: string | null
	}[]
	payments: readonly { amountFen: Money; paidOn: LocalDate; isProven: boolean }[]
	/** what ties enterprise and provider, and what a reviewer made of it; null: the rules do not ask */
	relation: LineRelation | null
	/** of a reward: the claim its order was supported under; null: the line is no reward */
	basis?: { claim: string; state: string; takenBackFen: Money; demandedBackFen: Money } | null
}

export type ClaimFacts = {
	/** the day it was first submitted, or today */
	at: LocalDate
	lines: readonly ClaimLineFacts[]
	claimedFen: Money
	claimant: Party
	payee: { accountName: string; isConfirmed: boolean } | null
	/** days between which the service must lie; null: the programme does not say */
	window: { from: LocalDate; until: LocalDate } | null
	/** what the rules of the programme say to this claim today */
	rules: Pick<Evaluation, 'decision' | 'amountFen' | 'reasons'>
	/** the money was encumbered by an order under a voucher: rules that changed since then ask for a look, they do not stop */
	isUnderVoucher: boolean
}

/**
 * Looks at everything a claim stands on: contract, invoice, payment and report of each line against each other, the
 * payee, and the amount against the rules. Pure; the claimant and the reviewer see the same list.
 */
export function checkClaim(facts: ClaimFacts): Check[] {
	return [...facts.lines.flatMap((line) => lineChecks(line, facts)), ...wholeChecks(facts)]
}

/** The checks that keep a claim from being submitted. */
export const stops = (checks: readonly Check[]) => checks.filter((check) => check.verdict === 'stop')

function lineChecks(line: ClaimLineFacts, { at, window }: ClaimFacts): Check[] {
	const checks: Check[] = []
	const add = (code: CheckCode, verdict: CheckVerdict, values: Check['values'] = {}) =>
		checks.push({ code, verdict, lineNo: line.lineNo, values })

	if (line.kind === 'reward') {
		checkReward(line, add)
		return checks
	}

	if (line.kind === 'order') add('accepted', line.isAccepted ? 'ok' : 'stop')
	if (line.silentUntil) add('silence', 'warn', { on: { day: line.silentUntil } })
	if (line.claimBy) add('deadline', at <= line.claimBy ? 'ok' : 'stop', { until: { day: line.claimBy } })
	if (line.contract && line.isContractConfirmed)
		add('contract', 'ok', { no: line.contract.no, on: { day: line.contract.on } })
	else add('contract', 'stop', { no: line.contract?.no ?? '—' })
	add('contract_file', line.hasContractFile ? 'ok' : 'stop')

	invoiceChecks(line, add)
	paymentChecks(line, add)

	if (line.report) add('report', 'ok', { no: line.report.no, on: { day: line.report.on } })
	else add('report', 'stop')
	add('report_file', line.hasReportFile ? 'ok' : 'stop')
	if (line.report && line.contract && line.report.on < line.contract.on)
		add('report_date', 'warn', { report: { day: line.report.on }, contract: { day: line.contract.on } })

	if (line.relation) checkRelation(line.relation, add)

	if (window && line.serviceOn) {
		const inside = line.serviceOn >= window.from && line.serviceOn <= window.until
		add('service_window', inside ? 'ok' : 'stop', {
			on: { day: line.serviceOn },
			from: { day: window.from },
			until: { day: window.until },
		})
	}
	return checks
}

export type Add = (code: CheckCode, verdict: CheckVerdict, values?: Check['values']) => void

function invoiceChecks(line: ClaimLineFacts, add: Add) {
	const first = line.invoices[0]
	if (!first) return add('invoice', 'stop')
	const numbers = line.invoices.map((invoice) => invoice.number).join('、')
	add('invoice', 'ok', { no: numbers })

	const stranger = line.invoices.find(
		(invoice) => invoice.buyerCode !== line.enterprise.creditCode || invoice.sellerCode !== line.provider.creditCode,
	)
	if (stranger)
		add('invoice_parties', 'stop', { no: stranger.number, buyer: stranger.buyerCode, seller: stranger.sellerCode })
	else add('invoice_parties', 'ok', { buyer: line.enterprise.name, seller: line.provider.name })

	const invoiced = sum(line.invoices.map((invoice) => invoice.partFen))
	add('invoice_amount', invoiced === line.priceFen ? 'ok' : 'stop', {
		invoiced: { fen: invoiced },
		price: { fen: line.priceFen },
	})

	const overused = line.invoices.find((invoice) => invoice.usedFen > invoice.netFen)
	if (overused)
		add('invoice_used', 'stop', {
			no: overused.number,
			used: { fen: overused.usedFen },
			total: { fen: overused.netFen },
		})
	else {
		const shared = line.invoices.find((invoice) => invoice.earlier.length > 0)
		if (shared) add('invoice_used', 'warn', { no: shared.number, claims: shared.earlier.join('、') })
		else add('invoice_used', 'ok', { no: numbers })
	}
	const red = line.invoices.find((invoice) => invoice.redFen > 0n)
	if (red) add('invoice_red', 'warn', { no: red.number, red: { fen: red.redFen }, net: { fen: red.netFen } })
	const read = line.invoices.filter((invoice) => invoice.differs !== null)
	const differing = read.find((invoice) => invoice.differs!.length > 0)
	if (differing) add('invoice_file', 'warn', { no: differing.number })
	else if (read.length > 0) add('invoice_file', 'ok', { no: numbers })

	const unknown = line.invoices.find(
		(invoice) => invoice.verification === 'not_found' || invoice.verification === 'void',
	)
	if (unknown) add('invoice_genuine', 'stop', { no: unknown.number })
	else if (line.invoices.every((invoice) => invoice.verification === 'genuine'))
		add('invoice_genuine', 'ok', { no: numbers })
	else add('invoice_genuine', 'warn', { no: numbers })

	const early = line.contract && line.invoices.find((invoice) => invoice.issuedOn < line.contract!.on)
	if (early && line.contract)
		add('invoice_date', 'warn', { invoice: { day: early.issuedOn }, contract: { day: line.contract.on } })
}

function paymentChecks(line: ClaimLineFacts, add: Add) {
	const paid = sum(line.payments.map((payment) => payment.amountFen))
	if (paid < line.ownFen || (line.payments.length === 0 && line.ownFen > 0n))
		add('payment', 'stop', { paid: { fen: paid }, need: { fen: line.ownFen } })
	else add('payment', paid > line.ownFen ? 'warn' : 'ok', { paid: { fen: paid }, need: { fen: line.ownFen } })
	if (line.payments.length === 0) return
	add('payment_proof', line.payments.every((payment) => payment.isProven) ? 'ok' : 'stop')

	const firstPaid = line.payments.map((payment) => payment.paidOn).sort()[0]!
	const lastInvoice = line.invoices
		.map((invoice) => invoice.issuedOn)
		.sort()
		.at(-1)
	if (!lastInvoice) return
	const days = daysBetween(firstPaid, lastInvoice)
	add('payment_date', days > 0 ? 'warn' : 'ok', {
		n: Math.max(days, 0),
		paid: { day: firstPaid },
		invoice: { day: lastInvoice },
	})
}

function wholeChecks({ claimant, payee, rules, claimedFen, lines, isUnderVoucher }: ClaimFacts): Check[] {
	const checks: Check[] = []
	const add = (code: CheckCode, verdict: CheckVerdict, values: Check['values'] = {}) =>
		checks.push({ code, verdict, lineNo: null, values })

	if (!payee?.isConfirmed) add('payee', 'stop', { name: claimant.name })
	else if (!isNameOf(payee.accountName, claimant.name))
		add('payee_name', 'stop', { name: payee.accountName, entity: claimant.name })
	else add('payee', 'ok', { name: payee.accountName })

	if (lines.length === 0) return checks
	const soft: CheckVerdict = isUnderVoucher ? 'warn' : 'stop'
	const against = rules.reasons.filter((reason) => reason.verdict === 'no' || reason.verdict === 'needs')
	const [floor] = against.filter(isFloor)
	const [rule] = against.filter((reason) => !isFloor(reason))
	if (floor) add('floor', 'stop', { zh: floor.zh, en: floor.en, article: floor.article })
	if (rule) add('rules', soft, { zh: rule.zh, en: rule.en, article: rule.article })
	else if (rules.decision === 'eligible') add('rules', 'ok')
	if (rules.decision === 'eligible')
		add('amount', claimedFen > rules.amountFen ? soft : 'ok', {
			claimed: { fen: claimedFen },
			allowed: { fen: rules.amountFen },
		})
	return checks
}

/** Whether a reason says that the claim is below the programme's floor. */
const isFloor = (reason: Reason) => reason.code === 'floor' || reason.code.startsWith('floor.')
