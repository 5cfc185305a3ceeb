import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { dayOf } from '#app/lib/time.ts'
import { findLine } from './find-line.server.ts'
import { findPayments, type PoolPayment } from './match-pool.server.ts'
import { settleGroups, settleLine } from './match-statement.server.ts'
import { compare } from './matching.ts'
import { type DifferenceKind, statementLineMachine } from './statement.ts'

type Line = Awaited<ReturnType<typeof findLine>>
type ConfirmInput = { lineId: string; paymentNumber: string; difference?: DifferenceKind; reason?: string }

/**
 * A person says which payment a bank line is, or which several it paid in one sum: money out settles, money in returns.
 * A line that took more than its payment is closed with what the rest is (a fee, too much paid); one that took less is
 * held as a part until the rest comes, or until that part comes back. Refuses payment.amount_differs, match.too_much, match.reason_needed and
 * payment.not_in_payment.
 */
export async function confirmMatch(ctx: Context, input: ConfirmInput): Promise<void> {
	const line = await findLine(ctx, input.lineId)
	authorize(ctx.actor, 'statement.match', { authorityId: line.authorityId })
	const numbers = [...new Set(input.paymentNumber.split(/[\s,，、;；]+/).filter((number) => number !== ''))]
	const payments = await findPayments(ctx, line.authorityId, numbers)
	const [payment] = payments
	if (!payment || payments.length < numbers.length) throw new DomainError('not_found', { field: 'paymentNumber' })
	const amount = line.amountFen ?? 0n
	const out = payments.reduce((sum, one) => sum + one.amountFen, 0n)
	if (payments.length > 1) {
		if (amount !== -out) throw differs(payments)
		await settleGroups(ctx, [{ lineIds: [line.id], paymentIds: payments.map((one) => one.id), rule: 'sum' }])
	} else if (amount === -out || (amount > 0n && amount === (payment.heldFen || out))) {
		await settleLine(ctx, line, compare({ ...line, bookedOn: dayOf(line.bookedOn) }, payment))
	} else if (amount < -out) {
		await settleWithRest(ctx, line, payment, input)
	} else if (input.difference === 'part') {
		await holdAsPart(ctx, line, payment)
	} else throw differs(payments)
}

const differs = (payments: readonly PoolPayment[]) =>
	new DomainError('payment.amount_differs', {
		number: payments.map((one) => one.number).join(' '),
		field: 'paymentNumber',
	})

async function settleWithRest(
	ctx: Context,
	line: Line,
	payment: PoolPayment,
	{ difference, reason }: ConfirmInput,
): Promise<void> {
	const restFen = -(line.amountFen ?? 0n) - payment.amountFen
	if (difference !== 'fee' && difference !== 'overpaid')
		throw new DomainError('match.too_much', { restFen, field: 'difference' })
	if (!reason) throw new DomainError('match.reason_needed', { field: 'reason' })
	await settleGroups(ctx, [
		{ lineIds: [line.id], paymentIds: [payment.id], rule: 'hand', rest: { kind: difference, reason } },
	])
}

/** Holds a line for its payment; when the parts come to the whole of it, they close together. */
async function holdAsPart(ctx: Context, line: Line, payment: PoolPayment): Promise<void> {
	if (line.amountFen === null || line.amountFen >= 0n) throw new DomainError('match.direction', { field: 'difference' })
	if (payment.state !== 'sent') throw new DomainError('payment.not_in_payment', { number: payment.number })
	const state = step(statementLineMachine, 'hold_as_part', line.state)
	const parts = await transact(ctx, async (tx) => {
		// why: two parts held at once must see each other
		await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('part:' || ${payment.id}::text, 0))`
		const { count } = await tx.db.statementLine.updateMany({
			where: { id: line.id, state: line.state },
			data: { state, partOfPaymentId: payment.id },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		const held = await tx.db.statementLine.findMany({
			where: { partOfPaymentId: payment.id },
			select: { id: true, amountFen: true },
			orderBy: { id: 'asc' },
		})
		const seen = held.reduce((sum, part) => sum - (part.amountFen ?? 0n), 0n)
		if (seen > payment.amountFen) throw differs([payment])
		await record(tx, 'statement_line.held_as_part', line.statement.number, {
			lineNo: line.lineNo,
			payment: payment.number,
			seenFen: seen,
		})
		return seen === payment.amountFen ? held : []
	})
	if (parts.length > 0)
		await settleGroups(ctx, [{ lineIds: parts.map((part) => part.id), paymentIds: [payment.id], rule: 'parts' }])
}
