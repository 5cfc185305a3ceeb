import type { Context } from '#app/domain/context.server.ts'
import type { PaymentState } from '#app/domain/settlement/batch.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { MatchPayment, MatchRule } from './matching.ts'

export type PoolPayment = MatchPayment & { id: bigint; batch: string }
type Row = Omit<PoolPayment, 'sentOn'> & { sentAt: Date }

const columns = Prisma.sql`p.id, p.number, p.amount_fen AS "amountFen", p.account_name AS "accountName", p.account_no AS "accountNo",
	p.code, p.end_to_end_id AS "endToEndId", p.state, b.sent_at AS "sentAt", b.number AS batch`

/** Payments with their batch, fund and payer account. */
const joined = Prisma.sql`payment p JOIN batch b ON b.id = p.batch_id JOIN fund f ON f.id = b.fund_id
	JOIN funding_source s ON s.fund_id = b.fund_id AND s.source_no = b.source_no`

const withDay = ({ sentAt, ...payment }: Row): PoolPayment => ({
	...payment,
	state: payment.state as PaymentState,
	sentOn: shanghaiDay(sentAt),
})

/** Every payment under way from a payer account, and those paid from it that may yet come back. */
export async function paymentsOfAccount(ctx: Context, authorityId: bigint, accountNo: string): Promise<PoolPayment[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT ${columns} FROM ${joined}
		WHERE f.authority_id = ${authorityId} AND s.account_no = ${accountNo} AND p.state IN ('sent', 'confirmed')
		ORDER BY p.id`
	return rows.map(withDay)
}

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
			OR p.account_name = ${line.counterpartyName} OR strpos(upper(${line.remittance}), p.code) > 0
			OR (p.state = 'sent' AND p.amount_fen BETWEEN ${amount}::bigint * 95 / 100 AND ${amount}::bigint * 105 / 100))
		ORDER BY (p.end_to_end_id = ${line.endToEndId}) DESC NULLS LAST, (p.state = 'sent') DESC,
			(p.amount_fen = ${amount}) DESC, p.id DESC
		LIMIT 50`
	return rows.map(withDay)
}

/** One payment of an authority by its number, or null. */
export async function findPayment(ctx: Context, authorityId: bigint, number: string): Promise<PoolPayment | null> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT ${columns} FROM ${joined}
		WHERE f.authority_id = ${authorityId} AND p.number = ${number} AND p.state <> 'prepared'`
	return rows[0] ? withDay(rows[0]) : null
}

export type LineMatch = { kind: 'paid' | 'returned'; rule: MatchRule; payment: PoolPayment }

/** What explains a matched line. */
export async function matchesOf(ctx: Context, lineId: bigint): Promise<LineMatch[]> {
	const rows = await ctx.db.$queryRaw<(Row & Pick<LineMatch, 'kind' | 'rule'>)[]>`
		SELECT ${columns}, m.kind, m.by_rule AS rule FROM ${joined} JOIN statement_match m ON m.payment_id = p.id
		WHERE m.statement_line_id = ${lineId} ORDER BY m.id`
	return rows.map(({ kind, rule, ...payment }) => ({ kind, rule, payment: withDay(payment) }))
}
