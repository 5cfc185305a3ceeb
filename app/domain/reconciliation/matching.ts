import type { PaymentState } from '#app/domain/settlement/batch.ts'
import { daysBetween, type LocalDate } from '#app/lib/time.ts'

/** Below this certainty, in percent, a person decides. */
export const certaintyToClose = 99

/** What of a bank line the comparison looks at. */
export type MatchLine = {
	amountFen: bigint | null
	bookedOn: LocalDate
	counterpartyName: string | null
	counterpartyAccount: string | null
	endToEndId: string | null
	remittance: string
	returnCode: string | null
}

/** What of a payment the comparison looks at. */
export type MatchPayment = {
	number: string
	amountFen: bigint
	accountName: string
	accountNo: string
	code: string
	endToEndId: string
	state: PaymentState
	sentOn: LocalDate
	/** what of it has left and waits as a part, in fen */
	heldFen?: bigint
}

export type MatchRule = 'end_to_end_id' | 'code' | 'amount_party_date' | 'sum' | 'parts' | 'hand'
/** One thing compared; the text is `reconciliation.reason_KIND`. */
export type MatchReason = {
	kind: string
	verdict: 'ok' | 'warn' | 'stop'
	values?: Record<string, string | number | bigint>
}
export type Candidate<P extends MatchPayment = MatchPayment> = {
	payment: P
	/** paid: money out explains the payment · returned: money in brings it back */
	kind: 'paid' | 'returned'
	/** percent, never 100 without the end-to-end id */
	certainty: number
	/** whether a person may close it: equal amounts, and a payment under way (or paid, when it comes back) */
	canClose: boolean
	/** what a person may say of a line of another amount: it is a part of the payment, or took more than it */
	difference: 'less' | 'more' | null
	rule: MatchRule
	reasons: MatchReason[]
}

/** Compares a bank line with one payment and says how sure it is, and why. */
export function compare<P extends MatchPayment>(line: MatchLine, payment: P): Candidate<P> {
	const kind = (line.amountFen ?? 0n) < 0n ? 'paid' : 'returned'
	const amount = (line.amountFen ?? 0n) < 0n ? -line.amountFen! : (line.amountFen ?? 0n)
	// why: what left in part comes back in that part
	const due = kind === 'returned' && payment.heldFen ? payment.heldFen : payment.amountFen
	const sameAmount = line.amountFen !== null && amount === due
	const sameId = line.endToEndId === payment.endToEndId
	const sameCode = codesIn(line.remittance, payment.code.length).has(payment.code)
	const sameParty = line.counterpartyAccount !== null && sameAccount(line.counterpartyAccount, payment.accountNo)
	const name = likeness(line.counterpartyName, payment.accountName)
	const days = daysBetween(payment.sentOn, line.bookedOn)
	const isLive = kind === 'paid' ? payment.state === 'sent' : payment.state === 'sent' || payment.state === 'confirmed'

	const reasons: MatchReason[] = []
	const tell = (reason: string, verdict: MatchReason['verdict'], values?: MatchReason['values']) =>
		reasons.push(values ? { kind: reason, verdict, values } : { kind: reason, verdict })
	if (sameId) tell('same_id', 'ok')
	if (sameCode) tell('same_code', 'ok')
	if (kind === 'returned' && line.returnCode) tell('return_code', 'ok', { code: line.returnCode })
	if (sameAmount) tell('same_amount', 'ok')
	else tell('other_amount', 'warn', { difference: amount - due })
	if (line.counterpartyAccount) tell(sameParty ? 'same_account' : 'other_account', sameParty ? 'ok' : 'stop')
	if (line.counterpartyName) tell(`name_${name}`, name === 'same' ? 'ok' : 'warn')
	if (days < 0) tell('before_sending', 'stop', { n: -days })
	else if (days === 0) tell('same_day', 'ok')
	else tell('days_later', days <= 5 ? 'ok' : 'warn', { n: days })
	if (!isLive) tell(`already_${payment.state}`, 'stop')

	const known = sameAmount && (sameId || sameCode)
	const supports =
		(sameParty ? 30 : 0) +
		(name === 'same' ? 7 : name === 'part' ? 4 : 0) +
		(days < 0 ? 0 : days <= 1 ? 5 : days <= 5 ? 4 : 1)
	const scored = sameAmount ? 55 + supports : (sameId || sameCode ? 40 : 0) + Math.round(supports / 3)
	const against = line.counterpartyAccount !== null && !sameParty ? 25 : 0
	// why: our number on money that went to another account is for a person to look at; a return may come from the bank's own
	const isSure = known && !(kind === 'paid' && against > 0)
	const certainty = !isLive
		? Math.min(scored, 20)
		: isSure
			? sameId
				? 100
				: 99
			: known
				? 90
				: Math.max(1, scored - against)
	return {
		payment,
		kind,
		certainty,
		canClose: sameAmount && isLive,
		difference: sameAmount || !isLive || kind === 'returned' ? null : amount < payment.amountFen ? 'less' : 'more',
		rule: sameId ? 'end_to_end_id' : sameCode ? 'code' : sameAmount && sameParty ? 'amount_party_date' : 'hand',
		reasons,
	}
}

/** How sure a group of payments that comes to a line's amount is: never enough to close by itself. */
export function compareGroup(
	line: MatchLine,
	group: { by: 'batch' | 'payee'; accountNo: string | null; numbers: readonly string[] },
): { certainty: number; reasons: MatchReason[] } {
	const reasons: MatchReason[] = [{ kind: 'same_sum', verdict: 'ok', values: { n: group.numbers.length } }]
	const isParty =
		group.accountNo !== null &&
		line.counterpartyAccount !== null &&
		sameAccount(line.counterpartyAccount, group.accountNo)
	if (group.accountNo !== null && line.counterpartyAccount !== null)
		reasons.push({ kind: isParty ? 'same_account' : 'other_account', verdict: isParty ? 'ok' : 'stop' })
	if (group.by === 'batch') reasons.push({ kind: 'whole_batch', verdict: 'ok' })
	return { certainty: group.by === 'batch' ? 85 : isParty ? 90 : 30, reasons }
}

/** The payments a line may be about, the surest first. */
export function rankCandidates<P extends MatchPayment>(
	line: MatchLine,
	payments: readonly P[],
	count = 5,
): Candidate<P>[] {
	return payments
		.map((payment) => compare(line, payment))
		.sort((a, b) => b.certainty - a.certainty || (a.payment.number < b.payment.number ? -1 : 1))
		.slice(0, count)
}

/** Every stretch of letters and digits of this length in a remittance, however the bank spaced or cased it. */
export function codesIn(remittance: string, length: number): ReadonlySet<string> {
	const codes = new Set<string>()
	for (const run of remittance
		.toUpperCase()
		.replace(/\s+/g, '')
		.match(/[0-9A-Z]+/g) ?? [])
		for (let i = 0; i + length <= run.length; i++) codes.add(run.slice(i, i + length))
	return codes
}

/** Whether two account numbers are the same, also when one has its middle hidden: 6212 **** **** 3308. */
export function sameAccount(a: string, b: string): boolean {
	const [first, second] = [a, b].map((text) => text.replace(/[\s-]/g, '')) as [string, string]
	if (!/[*xX]{2,}/.test(first + second)) return first === second
	const [hidden, plain] = /[*xX]{2,}/.test(first) ? [first, second] : [second, first]
	const [head = '', tail = ''] = hidden.split(/[*xX]+/)
	return head.length + tail.length >= 6 && plain.startsWith(head) && plain.endsWith(tail)
}

function likeness(a: string | null, b: string): 'same' | 'part' | 'other' {
	const plain = (text: string) => text.replace(/[\s()（）]|演示/g, '').toLowerCase()
	const [first, second] = [plain(a ?? ''), plain(b)]
	if (first === second) return 'same'
	return first.length >= 4 && (second.includes(first) || first.includes(second)) ? 'part' : 'other'
}
