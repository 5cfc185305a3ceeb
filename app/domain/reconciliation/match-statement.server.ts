import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf } from '#app/lib/time.ts'
import { paymentsOfAccount } from './match-pool.server.ts'
import { type Candidate, certaintyToClose, codesIn, compare, type MatchPayment } from './matching.ts'

/**
 * Closes every waiting line of a statement that is certain: our end-to-end id, or our code in the 附言, and the same
 * amount. Money out settles its payment, money in returns it. All else is left to a person. Returns how many closed.
 */
export async function matchStatement(
	ctx: Context,
	input: { number: string },
): Promise<{ matched: number; left: number }> {
	const statement = await ctx.db.statement.findUnique({ where: { number: input.number } })
	if (!statement) throw new DomainError('not_found')
	authorize(ctx.actor, 'statement.match', { authorityId: statement.authorityId })
	const lines = await ctx.db.statementLine.findMany({
		where: { statementId: statement.id, state: 'unmatched' },
		orderBy: { lineNo: 'asc' },
	})
	const payments = await paymentsOfAccount(ctx, statement.authorityId, statement.accountNo)
	const byId = new Map(payments.map((payment) => [payment.endToEndId, payment]))
	const byCode = new Map(payments.map((payment) => [payment.code, payment]))
	const lengths = [...new Set(payments.map((payment) => payment.code.length))]

	let matched = 0
	for (const line of lines) {
		const found =
			(line.endToEndId && byId.get(line.endToEndId)) ||
			lengths
				.flatMap((length) => [...codesIn(line.remittance, length)])
				.map((code) => byCode.get(code))
				.find((p) => p)
		if (!found) continue
		const candidate = compare({ ...line, bookedOn: dayOf(line.bookedOn) }, found)
		if (candidate.certainty < certaintyToClose || !candidate.canClose) continue
		if (!(await closeLine(ctx, line, candidate))) continue
		found.state = candidate.kind === 'paid' ? 'confirmed' : 'returned'
		matched++
	}
	return { matched, left: lines.length - matched }
}

/** Whether the books took it; somebody else may have been first. */
async function closeLine(
	ctx: Context,
	line: { id: bigint; returnCode: string | null },
	candidate: Candidate<MatchPayment & { id: bigint }>,
) {
	try {
		await settleLine(ctx, line, candidate)
		return true
	} catch (error) {
		if (
			error instanceof DomainError &&
			(error.code === 'payment.not_in_payment' || error.code === 'payment.amount_differs')
		)
			return false
		throw error
	}
}

/** One bank line and its payment, told to the books. */
export function settleLine(
	ctx: Context,
	line: { id: bigint; returnCode: string | null },
	{ payment, kind, rule }: Pick<Candidate<MatchPayment & { id: bigint }>, 'payment' | 'kind' | 'rule'>,
) {
	const own = ctx.key ? { ...ctx, key: `${ctx.key}:${line.id}` } : ctx
	const pair = { paymentId: payment.id, statementLineId: line.id, rule }
	return kind === 'paid'
		? callBooks(own, 'settle_payment', pair)
		: callBooks(own, 'return_payment', { ...pair, returnCode: line.returnCode ?? 'UNSTATED' })
}
