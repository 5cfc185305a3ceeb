import type { Context } from '#app/domain/context.server.ts'
import { can } from '#app/domain/identity/policy.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** What one source owes or has paid of a claim, and what of it is demanded back. */
export type ClawbackLine = {
	id: bigint
	source: string
	sourceEn: string | null
	amountFen: bigint
	demandedFen: bigint
	clawedBackFen: bigint
	isPaid: boolean
}

export type ClawbackView = {
	number: string
	source: string
	sourceEn: string | null
	amountFen: bigint
	receivedFen: bigint
	reason: string
	article: string
	dueOn: LocalDate | null
	state: string
	/** red_letter: it followed by itself from a red-letter fapiao */
	origin: string
	/** null: no person, it followed by itself */
	proposedBy: string | null
	proposedAt: Date
	decidedBy: string | null
	may: { decide: boolean; receive: boolean }
}

type LineRow = Omit<ClawbackLine, 'id' | 'amountFen' | 'demandedFen' | 'clawedBackFen'> & {
	id: string | number
	amountFen: string
	demandedFen: string
	clawedBackFen: string
}
const lineOf = (row: LineRow): ClawbackLine => ({
	...row,
	id: BigInt(row.id),
	amountFen: BigInt(row.amountFen),
	demandedFen: BigInt(row.demandedFen),
	clawedBackFen: BigInt(row.clawedBackFen),
})

/** The pay lines of a claim with what was paid of them. */
export function claimPayLines(ctx: Context, claimId: bigint): Promise<ClawbackLine[]> {
	return ctx.db.$queryRaw<ClawbackLine[]>`
		SELECT p.id, s.name AS source, s.name_en AS "sourceEn", p.amount_fen AS "amountFen", p.demanded_fen AS "demandedFen", p.clawed_back_fen AS "clawedBackFen", is_paid(p.id) AS "isPaid"
		FROM pay_line p JOIN funding_source s ON s.fund_id = p.fund_id AND s.source_no = p.source_no WHERE p.claim_id = ${claimId} ORDER BY p.source_no`
}

type Row = Omit<ClawbackView, 'amountFen' | 'receivedFen' | 'proposedAt' | 'may'> & {
	amountFen: string
	receivedFen: string
	proposedById: string | null
	proposedAt: string
}

/** The clawbacks of a claim, newest first, and what of it could still be demanded back. Authorise the claim first. One query. */
export async function claimClawbacks(ctx: Context, claim: { id: bigint; authorityId: bigint; state: string }) {
	if (!['approved', 'partly_paid', 'paid'].includes(claim.state)) return null
	const [page] = await ctx.db.$queryRaw<{ lines: LineRow[]; clawbacks: Row[] }[]>`
		SELECT (SELECT coalesce(jsonb_agg(l ORDER BY l.id), '[]') FROM (
				SELECT p.id, s.name AS source, s.name_en AS "sourceEn", p.amount_fen::text AS "amountFen", p.demanded_fen::text AS "demandedFen", p.clawed_back_fen::text AS "clawedBackFen", is_paid(p.id) AS "isPaid"
				FROM pay_line p JOIN funding_source s ON s.fund_id = p.fund_id AND s.source_no = p.source_no WHERE p.claim_id = ${claim.id}) l) AS lines,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('number', b.number, 'source', s.name, 'sourceEn', s.name_en, 'amountFen', b.amount_fen::text, 'receivedFen', b.received_fen::text,
				'reason', b.reason, 'article', b.article, 'dueOn', b.due_on, 'state', b.state, 'origin', b.origin, 'proposedById', b.proposed_by_id::text, 'proposedBy', a.name, 'proposedAt', b.proposed_at, 'decidedBy', d.name) ORDER BY b.id DESC), '[]')
				FROM clawback b JOIN pay_line p ON p.id = b.pay_line_id JOIN funding_source s ON s.fund_id = p.fund_id AND s.source_no = p.source_no
				LEFT JOIN account a ON a.id = b.proposed_by_id LEFT JOIN account d ON d.id = b.decided_by_id WHERE b.claim_id = ${claim.id}) AS clawbacks`
	const lines = page!.lines.map(lineOf).filter((line) => line.isPaid && line.amountFen > line.demandedFen)
	if (page!.clawbacks.length === 0 && lines.length === 0) return null
	const subject = { authorityId: claim.authorityId }
	const clawbacks = page!.clawbacks.map(({ proposedById, ...row }): ClawbackView => {
		const doneBy = proposedById === null ? [] : [BigInt(proposedById)]
		return {
			...row,
			amountFen: BigInt(row.amountFen),
			receivedFen: BigInt(row.receivedFen),
			proposedAt: new Date(row.proposedAt),
			may: {
				decide: row.state === 'proposed' && can(ctx.actor, 'clawback.demand', { ...subject, doneBy }),
				receive: row.state === 'demanded' && can(ctx.actor, 'clawback.receive', subject),
			},
		}
	})
	return { lines, clawbacks, mayPropose: can(ctx.actor, 'clawback.propose', subject) }
}
export type ClaimClawbacks = NonNullable<Awaited<ReturnType<typeof claimClawbacks>>>

/** What a claimant must pay back of a claim, and where to. */
export type OwedBack = {
	number: string
	amountFen: bigint
	receivedFen: bigint
	reason: string
	article: string
	dueOn: LocalDate | null
	state: string
	account: { name: string; no: string; bank: string }
}

/** The demands on a claim as its claimant sees them, oldest first; proposals not decided are no demands. Authorise the claim first. */
export async function owedBack(ctx: Context, claimId: bigint): Promise<OwedBack[]> {
	return ctx.db.$queryRaw<OwedBack[]>`
		SELECT b.number, b.amount_fen AS "amountFen", b.received_fen AS "receivedFen", b.reason, b.article, to_char(b.due_on, 'YYYY-MM-DD') AS "dueOn", b.state,
			jsonb_build_object('name', s.account_name, 'no', s.account_no, 'bank', s.bank_name) AS account
		FROM clawback b JOIN pay_line p ON p.id = b.pay_line_id JOIN funding_source s ON s.fund_id = p.fund_id AND s.source_no = p.source_no
		WHERE b.claim_id = ${claimId} AND b.origin <> 'clearing' AND b.state IN ('demanded', 'received', 'ended') ORDER BY b.id`
}
