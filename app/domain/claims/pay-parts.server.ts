import type { Context } from '#app/domain/context.server.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { fen, type Money, split, sum, zero } from '#app/lib/money.ts'
import type { ClaimHead } from './claim-head.server.ts'

/** What one source pays of a claim, and how far it has come. */
export type PayPart = {
	sourceNo: number
	source: string
	sourceEn: string | null
	amountFen: bigint
	/** batch the part stands in, when it does */
	batch: string | null
	payment: { number: string; state: string; settledAt: Date | null; returnReason: string | null } | null
}

type PaidRow = Omit<PayPart, 'payment'> & {
	number: string | null
	state: string | null
	settledAt: Date | null
	returnReason: string | null
}

/** Who pays what of a claim: its pay lines once it is approved, before that the parts it would be approved in. */
export function payParts(
	ctx: Context,
	claim: Pick<ClaimHead, 'id' | 'state' | 'kind' | 'fundId' | 'claimedFen' | 'approvedFen'>,
	evaluation: Evaluation | null,
): Promise<PayPart[]> {
	if (['approved', 'partly_paid', 'paid'].includes(claim.state)) return approvedParts(ctx, claim.id)
	return claim.kind === 'voucher' ? redeemedParts(ctx, claim.id) : evaluatedParts(ctx, claim, evaluation)
}

async function approvedParts(ctx: Context, claimId: bigint): Promise<PayPart[]> {
	const rows = await ctx.db.$queryRaw<PaidRow[]>`
		SELECT y.source_no AS "sourceNo", s.name AS source, s.name_en AS "sourceEn", y.amount_fen AS "amountFen",
			b.number AS batch, m.number, m.state, m.settled_at AS "settledAt", m.return_reason AS "returnReason"
		FROM pay_line y
		JOIN funding_source s ON s.fund_id = y.fund_id AND s.source_no = y.source_no
		LEFT JOIN LATERAL (SELECT * FROM settlement_line t WHERE t.pay_line_id = y.id ORDER BY t.attempt DESC LIMIT 1) t ON true
		LEFT JOIN batch b ON b.id = t.batch_id
		LEFT JOIN payment m ON m.id = t.payment_id
		WHERE y.claim_id = ${claimId}
		ORDER BY y.source_no`
	return rows.map(({ number, state, settledAt, returnReason, ...part }) => ({
		...part,
		payment: number && state ? { number, state, settledAt, returnReason } : null,
	}))
}

type RedeemedRow = {
	lineNo: number
	amountFen: bigint
	sourceNo: number
	source: string
	sourceEn: string | null
	redeemedFen: bigint
}

/** A claim on orders: each line falls on the sources as its order's holds were redeemed, by largest remainder. */
async function redeemedParts(ctx: Context, claimId: bigint): Promise<PayPart[]> {
	const rows = await ctx.db.$queryRaw<RedeemedRow[]>`
		SELECT l.line_no AS "lineNo", COALESCE(l.approved_fen, l.claimed_fen) AS "amountFen", u.n::int AS "sourceNo",
			s.name AS source, s.name_en AS "sourceEn", sum(u.p)::bigint AS "redeemedFen"
		FROM claim_line l
		JOIN claim c ON c.id = l.claim_id
		JOIN hold h ON h.order_id = l.order_id
		JOIN hold_resolution r ON r.hold_id = h.id
		CROSS JOIN LATERAL unnest(r.redeemed_fen) WITH ORDINALITY u(p, n)
		JOIN funding_source s ON s.fund_id = c.fund_id AND s.source_no = u.n
		WHERE l.claim_id = ${claimId}
		GROUP BY 1, 2, 3, 4, 5
		ORDER BY 1, 3`
	const parts = new Map<number, PayPart>()
	for (const lineNo of new Set(rows.map((row) => row.lineNo))) {
		const line = rows.filter((row) => row.lineNo === lineNo)
		const redeemed = line.map((row) => fen(row.redeemedFen))
		const amounts = sum(redeemed) === zero ? redeemed : split(fen(line[0]!.amountFen), redeemed)
		for (const [index, row] of line.entries()) addPart(parts, row, amounts[index]!)
	}
	return [...parts.values()].sort((a, b) => a.sourceNo - b.sourceNo)
}

/** A claim without a voucher: as the rules split it. */
async function evaluatedParts(
	ctx: Context,
	claim: Pick<ClaimHead, 'fundId' | 'approvedFen'>,
	evaluation: Evaluation | null,
): Promise<PayPart[]> {
	if (!evaluation || evaluation.amountFen === zero) return []
	const sources = await ctx.db.fundingSource.findMany({ where: { fundId: claim.fundId }, orderBy: { sourceNo: 'asc' } })
	const amounts = split(
		claim.approvedFen === null ? evaluation.amountFen : fen(claim.approvedFen),
		evaluation.split.map((part) => part.amountFen),
	)
	const parts = new Map<number, PayPart>()
	for (const { sourceNo, code, name, nameEn } of sources) {
		const index = evaluation.split.findIndex((part) => part.source === code)
		if (index >= 0 && amounts[index]! > zero)
			addPart(parts, { sourceNo, source: name, sourceEn: nameEn }, amounts[index]!)
	}
	return [...parts.values()]
}

function addPart(
	parts: Map<number, PayPart>,
	source: Pick<PayPart, 'sourceNo' | 'source' | 'sourceEn'>,
	amount: Money,
): void {
	const { sourceNo, source: name, sourceEn } = source
	const known = parts.get(sourceNo)
	if (known) known.amountFen += amount
	else parts.set(sourceNo, { sourceNo, source: name, sourceEn, amountFen: amount, batch: null, payment: null })
}
