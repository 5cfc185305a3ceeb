import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import type { Money } from '#app/lib/money.ts'
import type { BatchState } from './batch.ts'

/** A funding source that pays: what its approved claims need, and what it has received and not yet released. */
export type PayableSource = {
	fundNumber: string
	fundName: string
	sourceNo: number
	name: string
	nameEn: string | null
	payerProfile: string
	lineCount: number
	neededFen: Money
	receivedFen: Money
	/** received and not released by an approved batch */
	freeFen: Money
}

/** A pay line no live batch holds. */
export type PayableLine = {
	id: bigint
	claim: string
	mode: string
	claimant: string
	claimantEn: string | null
	isDemo: boolean
	amountFen: Money
	approvedAt: Date | null
	/** times it was paid and came back, or its batch was voided */
	attempts: number
	hasAccount: boolean
}

export const payableLinesMax = 500

/** Every source of the actor's authority with payable lines, oldest fund first. */
export async function listPayableSources(ctx: Context): Promise<PayableSource[]> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'batch.view', { authorityId })
	return ctx.db.$queryRaw<PayableSource[]>`
		SELECT f.number AS "fundNumber", f.name AS "fundName", s.source_no::int AS "sourceNo", s.name, s.name_en AS "nameEn",
			s.payer_profile AS "payerProfile", count(p.id)::int AS "lineCount", COALESCE(sum(p.amount_fen), 0)::bigint AS "neededFen",
			COALESCE(k.received_fen, 0) AS "receivedFen", COALESCE(k.received_fen - k.released_fen, 0) AS "freeFen"
		FROM fund f
		JOIN funding_source s ON s.fund_id = f.id
		LEFT JOIN fund_cash k ON k.fund_id = f.id AND k.source_no = s.source_no
		LEFT JOIN pay_line p ON p.fund_id = f.id AND p.source_no = s.source_no
			AND NOT EXISTS (SELECT FROM settlement_line l WHERE l.pay_line_id = p.id AND NOT l.returned)
		WHERE f.authority_id = ${authorityId} AND f.state = 'approved'
		GROUP BY f.id, s.fund_id, s.source_no, k.fund_id, k.source_no
		ORDER BY f.budget_year, f.id, s.source_no`
}

/** The payable lines of one source, those approved first at the top; at most `payableLinesMax`. */
export async function listPayableLines(
	ctx: Context,
	source: { fundNumber: string; sourceNo: number },
): Promise<PayableLine[]> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'batch.view', { authorityId })
	return ctx.db.$queryRaw<PayableLine[]>`
		SELECT p.id, c.number AS claim, c.mode, o.name AS claimant, o.name_en AS "claimantEn", o.is_demo AS "isDemo",
			p.amount_fen AS "amountFen", c.approved_at AS "approvedAt",
			(SELECT count(*) FROM settlement_line l WHERE l.pay_line_id = p.id)::int AS attempts,
			EXISTS (SELECT FROM payee_account a WHERE a.organisation_id = c.claimant_id AND a.state = 'confirmed') AS "hasAccount"
		FROM pay_line p
		JOIN fund f ON f.id = p.fund_id
		JOIN claim c ON c.id = p.claim_id
		JOIN organisation o ON o.id = c.claimant_id
		WHERE f.number = ${source.fundNumber} AND f.authority_id = ${authorityId} AND p.source_no = ${source.sourceNo}
			AND NOT EXISTS (SELECT FROM settlement_line l WHERE l.pay_line_id = p.id AND NOT l.returned)
		ORDER BY c.approved_at, p.id LIMIT ${payableLinesMax}`
}

export type BatchRow = {
	number: string
	state: BatchState
	fundName: string
	sourceName: string
	sourceNameEn: string | null
	lineCount: number
	totalFen: Money
	settledFen: Money
	createdAt: Date
	sentAt: Date | null
}

/** The batches of the actor's authority, newest first; `page` counts from 1. */
export async function listBatches(
	ctx: Context,
	page: number,
	pageSize = 20,
): Promise<{ rows: BatchRow[]; total: number }> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'batch.view', { authorityId })
	const rows = await ctx.db.$queryRaw<(BatchRow & { total: number })[]>`
		SELECT b.number, b.state, f.name AS "fundName", s.name AS "sourceName", s.name_en AS "sourceNameEn",
			b.created_at AS "createdAt", b.sent_at AS "sentAt", count(*) OVER ()::int AS total, l.n::int AS "lineCount", COALESCE(l.fen, 0)::bigint AS "totalFen",
			COALESCE((SELECT sum(amount_fen) FROM payment p WHERE p.batch_id = b.id AND p.state = 'confirmed'), 0)::bigint AS "settledFen"
		FROM batch b
		JOIN fund f ON f.id = b.fund_id
		JOIN funding_source s ON s.fund_id = b.fund_id AND s.source_no = b.source_no
		CROSS JOIN LATERAL (SELECT count(*) AS n, sum(amount_fen) AS fen FROM settlement_line l WHERE l.batch_id = b.id) l
		WHERE f.authority_id = ${authorityId}
		ORDER BY b.id DESC LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`
	return { rows, total: rows[0]?.total ?? 0 }
}
