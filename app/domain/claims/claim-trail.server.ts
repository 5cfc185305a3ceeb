import type { Context } from '#app/domain/context.server.ts'

/** Something that happened to a claim, from the audit log. */
export type TrailEntry = {
	action: string
	at: Date
	who: string | null
	organisation: string | null
	details: Record<string, unknown>
}

/**
 * What happened to a claim, newest first: its own entries of the audit log, its notices and the objections to it. Names of
 * an authority's people are shown to that authority only (`withNames`), others read the office.
 */
export async function claimTrail(
	ctx: Context,
	claim: { id: bigint; number: string },
	withNames: boolean,
): Promise<TrailEntry[]> {
	const entries = await ctx.db.$queryRaw<(TrailEntry & { kind: string | null })[]>`
		SELECT c.action, c.at, a.name AS who, o.name AS organisation, o.kind, c.details
		FROM command c
		LEFT JOIN account a ON a.id = c.actor_id
		LEFT JOIN organisation o ON o.id = c.scope_org_id
		WHERE c.subject = ${claim.number}
			OR c.subject IN (SELECT n.number FROM notice n JOIN notice_item i ON i.notice_id = n.id WHERE i.claim_id = ${claim.id})
			OR c.subject IN (SELECT b.number FROM objection b WHERE b.claim_id = ${claim.id})
		ORDER BY c.id DESC`
	return entries.map(({ kind, ...entry }) => ({ ...entry, who: kind === 'authority' && !withNames ? null : entry.who }))
}

/** What the reviewer marked for correction, when the claim was last returned; null when it never was. */
export function lastCorrection(trail: readonly TrailEntry[]): { parts: string[]; words: string; at: Date } | null {
	const entry = trail.find((candidate) => candidate.action === 'claim.returned')
	if (!entry) return null
	const { parts, words } = entry.details
	return {
		parts: Array.isArray(parts) ? parts.filter((part): part is string => typeof part === 'string') : [],
		words: typeof words === 'string' ? words : '',
		at: entry.at,
	}
}

/** What an approved claim is paid with, per source, and how far each part has come. */
export type PayPart = {
	sourceNo: number
	source: string
	sourceEn: string | null
	amountFen: bigint
	/** batch the part stands in, when it does */
	batch: string | null
	payment: { number: string; state: string; settledAt: Date | null; returnReason: string | null } | null
}

export async function payParts(ctx: Context, claimId: bigint): Promise<PayPart[]> {
	const rows = await ctx.db.$queryRaw<
		(Omit<PayPart, 'payment'> & {
			number: string | null
			state: string | null
			settledAt: Date | null
			returnReason: string | null
		})[]
	>`
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

/** Names of a fund's sources, by the code programme documents use. */
export const claimSources = (ctx: Context, fundId: bigint) =>
	ctx.db.fundingSource.findMany({
		where: { fundId },
		select: { code: true, sourceNo: true, name: true, nameEn: true },
		orderBy: { sourceNo: 'asc' },
	})
