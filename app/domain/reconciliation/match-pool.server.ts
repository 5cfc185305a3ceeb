import type { Context } from '#app/domain/context.server.ts'
import type { PaymentState } from '#app/domain/settlement/batch.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { MatchPayment, MatchRule } from './matching.ts'

export type PoolPayment = MatchPayment & { id: bigint; batch: string; heldFen: bigint }
type Row = Omit<PoolPayment, 'sentOn'> & { sentAt: Date }

const columns = Prisma.sql`p.id, p.number, p.amount_fen AS "amountFen", p.account_name AS "accountName", p.account_no AS "accountNo",
	p.code, p.end_to_end_id AS "endToEndId", p.state, b.sent_at AS "sentAt", b.number AS batch,
	coalesce((SELECT -sum(h.amount_fen) FROM statement_line h WHERE h.part_of_payment_id = p.id), 0)::bigint AS "heldFen"`

/** Payments with their batch, fund and payer account. */
const joined = Prisma.sql`payment p JOIN batch b ON b.id = p.batch_id JOIN fund f ON f.id = b.fund_id
	JOIN funding_source s ON s.fund_id = b.fund_id AND s.source_no = b.source_no`

const withDay = ({ sentAt, ...payment }: Row): PoolPayment => ({
	...payment,
	state: payment.state as PaymentState,
	sentOn: shanghaiDay(sentAt),
})

type LikelyLine = {
	accountNo: string
	amountFen: bigint | null
	endToEndId: string | null
	counterpartyAccount: string | null
	counterpartyName: string | null
	remittance: string
}

/** The payments that look most like a line: same id, code, amount, account or name; those under way first. */
export async function likelyPayments(ctx: Context, authorityId: bigint, line: LikelyLine): Promise<PoolPayment[]> {
	const amount = line.amountFen === null ? null : line.amountFen < 0n ? -line.amountFen : line.amountFen
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT ${columns} FROM ${joined}
		WHERE f.authority_id = ${authorityId} AND s.account_no = ${line.accountNo} AND p.state <> 'prepared' AND (
			p.end_to_end_id = ${line.endToEndId} OR p.amount_fen = ${amount} OR p.account_no = ${line.counterpartyAccount}
			OR p.account_name = ${line.counterpartyName} OR EXISTS (SELECT FROM statement_line h WHERE h.part_of_payment_id = p.id)
			OR strpos(upper(${line.remittance}), p.code) > 0
			OR (p.state = 'sent' AND p.amount_fen BETWEEN ${amount}::bigint * 95 / 100 AND ${amount}::bigint * 105 / 100))
		ORDER BY (p.end_to_end_id = ${line.endToEndId}) DESC NULLS LAST, (p.state = 'sent') DESC,
			(p.amount_fen = ${amount}) DESC, p.id DESC
		LIMIT 50`
	return rows.map(withDay)
}

/** Payments of an authority by their numbers; those it does not have are missing. */
export async function findPayments(
	ctx: Context,
	authorityId: bigint,
	numbers: readonly string[],
): Promise<PoolPayment[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT ${columns} FROM ${joined}
		WHERE f.authority_id = ${authorityId} AND p.number = ANY (${numbers}::text[]) AND p.state <> 'prepared' ORDER BY p.id`
	return rows.map(withDay)
}

type PaymentGroup = {
	/** what they have in common: one batch, or one payee */
	by: 'batch' | 'payee'
	name: string
	numbers: string[]
	accountNo: string | null
}

/** Payments under way that come to a line's amount together: all of a batch, or all of a payee. */
export async function likelyGroups(ctx: Context, authorityId: bigint, line: LikelyLine): Promise<PaymentGroup[]> {
	if (line.amountFen === null || line.amountFen >= 0n) return []
	return ctx.db.$queryRaw<PaymentGroup[]>`
		WITH open AS MATERIALIZED (
			SELECT p.id, p.number, p.amount_fen, p.account_no, p.account_name, b.number AS batch FROM ${joined}
			WHERE f.authority_id = ${authorityId} AND s.account_no = ${line.accountNo} AND p.state = 'sent')
		SELECT 'batch' AS by, batch AS name, array_agg(number ORDER BY id) AS numbers, NULL AS "accountNo" FROM open
			GROUP BY batch HAVING count(*) BETWEEN 2 AND 500 AND sum(amount_fen) = ${-line.amountFen}
		UNION ALL SELECT 'payee', min(account_name), array_agg(number ORDER BY id), account_no FROM open
			GROUP BY account_no HAVING count(*) BETWEEN 2 AND 500 AND sum(amount_fen) = ${-line.amountFen} LIMIT 5`
}

export type LineMatch = { kind: 'paid' | 'returned'; rule: MatchRule; payment: PoolPayment }

/** What explains a matched line. */
export async function matchesOf(ctx: Context, lineId: bigint): Promise<LineMatch[]> {
	const rows = await ctx.db.$queryRaw<(Row & Pick<LineMatch, 'kind' | 'rule'>)[]>`
		SELECT ${columns}, m.kind, m.by_rule AS rule FROM ${joined} JOIN live_match m ON m.payment_id = p.id
		WHERE m.statement_line_id = ${lineId} ORDER BY m.id`
	return rows.map(({ kind, rule, ...payment }) => ({ kind, rule, payment: withDay(payment) }))
}

/** The payment a line is held as a part of. */
export async function partOf(ctx: Context, line: { partOfPaymentId: bigint | null }): Promise<LineMatch[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`SELECT ${columns} FROM ${joined} WHERE p.id = ${line.partOfPaymentId}`
	return rows.map((row) => ({ kind: 'paid', rule: 'parts', payment: withDay(row) }))
}
