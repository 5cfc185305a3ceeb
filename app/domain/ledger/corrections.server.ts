import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { fen, type Money } from '#app/lib/money.ts'
import type { CorrectionKind } from './correction.ts'

/** Amounts per source, by the source's number. */
export type SourceAmount = { sourceNo: number; amountFen: Money }

/** A movement as a correction names it: of a draw, every source's line. */
type Movement = {
	id: bigint
	action: string
	subject: string
	fromStage: string
	toStage: string
	lines: SourceAmount[]
}

export type CorrectionRow = Movement & {
	correctionId: bigint
	number: string
	kind: CorrectionKind
	reason: string
	state: 'proposed' | 'approved' | 'refused' | 'withdrawn'
	proposedBy: string
	decidedBy: string | null
	at: Date
	/** what is right instead; empty where the movement is only taken back */
	right: SourceAmount[]
	rightDocumentNo: string | null
	/** the transfers it wrote: those that reverse, and those that book anew */
	reversedBy: bigint[]
	bookedBy: bigint[]
	isOwn: boolean
	mayApprove: boolean
}

/** The movement someone wants to correct, and how it can be; `kind` is null where it cannot. */
export type WantedMovement = Movement & { kind: CorrectionKind | null; documentNo: string | null }

type RawMovement = Omit<Movement, 'lines'> & { lines: { sourceNo: number; amountFen: string }[] }
const linesOf = (lines: RawMovement['lines']) =>
	lines.map(({ sourceNo, amountFen }) => ({ sourceNo, amountFen: fen(amountFen) }))

/** The corrections of a fund, newest first, and the movement `wanted` (a transfer's id as typed), when there is one. */
export async function getCorrections(
	ctx: Context,
	fund: { id: bigint; authorityId: bigint; state: string },
	wanted: string | null,
) {
	const subject = { authorityId: fund.authorityId }
	authorize(ctx.actor, 'fund.view', subject)
	const { accountId } = memberOf(ctx.actor)
	const [rows, movement] = await Promise.all([
		readRows(ctx, fund.id),
		wanted && /^\d{1,18}$/.test(wanted) ? readWanted(ctx, fund.id, wanted) : null,
	])
	return {
		rows: rows.map((row): CorrectionRow => {
			const { proposedById, rightSourceNo, rightAmountFen, rightSplitFen, ...shown } = row
			const split = (rightSplitFen ?? []).map((amount, index) => ({ sourceNo: index + 1, amountFen: fen(amount) }))
			return {
				...shown,
				lines: linesOf(row.lines),
				right:
					rightSourceNo === null || rightAmountFen === null
						? split.filter(({ amountFen }) => amountFen > 0n)
						: [{ sourceNo: rightSourceNo, amountFen: fen(rightAmountFen) }],
				isOwn: proposedById === accountId,
				mayApprove: can(ctx.actor, 'correction.approve', { ...subject, doneBy: [proposedById] }),
			}
		}),
		asked: wanted,
		movement,
		mayPropose: fund.state === 'approved' && can(ctx.actor, 'correction.propose', subject),
	}
}
export type Corrections = Awaited<ReturnType<typeof getCorrections>>

type RawRow = Omit<CorrectionRow, 'lines' | 'right' | 'isOwn' | 'mayApprove'> &
	RawMovement & {
		proposedById: bigint
		rightSourceNo: number | null
		rightAmountFen: bigint | null
		rightSplitFen: bigint[] | null
	}

const readRows = (ctx: Context, fundId: bigint) => ctx.db.$queryRaw<RawRow[]>`
	SELECT c.id AS "correctionId", c.number, c.kind, c.reason, c.state, c.proposed_by_id AS "proposedById", a.name AS "proposedBy", b.name AS "decidedBy",
		coalesce(c.decided_at, c.proposed_at) AS at, c.right_source_no AS "rightSourceNo", c.right_amount_fen AS "rightAmountFen",
		c.right_split_fen AS "rightSplitFen", c.right_document_no AS "rightDocumentNo",
		t.id, k.action, k.subject, t.from_stage::text AS "fromStage", t.to_stage::text AS "toStage",
		(SELECT jsonb_agg(jsonb_build_object('sourceNo', x.source_no, 'amountFen', x.amount_fen::text) ORDER BY x.source_no) FROM transfer x
			WHERE x.id = t.id OR (c.kind = 'split' AND x.command_id = t.command_id AND x.entitlement_id = t.entitlement_id AND x.from_stage = t.from_stage AND x.to_stage = t.to_stage)) AS lines,
		ARRAY(SELECT n.id FROM transfer n WHERE n.command_id = c.command_id AND n.corrects IS NOT NULL ORDER BY n.id) AS "reversedBy",
		ARRAY(SELECT n.id FROM transfer n WHERE n.command_id = c.command_id AND n.corrects IS NULL ORDER BY n.id) AS "bookedBy"
	FROM correction c JOIN transfer t ON t.id = c.transfer_id JOIN command k ON k.id = t.command_id
	JOIN account a ON a.id = c.proposed_by_id LEFT JOIN account b ON b.id = c.decided_by_id
	WHERE c.fund_id = ${fundId} ORDER BY c.id DESC`

async function readWanted(ctx: Context, fundId: bigint, wanted: string): Promise<WantedMovement | null> {
	const [row] = await ctx.db.$queryRaw<
		(RawMovement & { isDraw: boolean; isDocument: boolean; documentNo: string | null })[]
	>`
		SELECT t.id, k.action, k.subject, t.from_stage::text AS "fromStage", t.to_stage::text AS "toStage",
			t.corrects IS NULL AND t.from_stage = 'available' AND t.to_stage IN ('granted', 'payable') AS "isDraw",
			t.corrects IS NULL AND d.document_no IS NOT NULL AS "isDocument", d.document_no AS "documentNo",
			(SELECT jsonb_agg(jsonb_build_object('sourceNo', x.source_no, 'amountFen', x.amount_fen::text) ORDER BY x.source_no) FROM transfer x
				WHERE x.id = t.id OR (x.command_id = t.command_id AND x.entitlement_id = t.entitlement_id AND x.from_stage = t.from_stage AND x.to_stage = t.to_stage)) AS lines
		FROM transfer t JOIN command k ON k.id = t.command_id
		LEFT JOIN LATERAL (SELECT p.document_no FROM appropriation p WHERE 'treasury' IN (t.from_stage, t.to_stage) AND t.entitlement_id IS NULL
			AND p.command_id = t.command_id AND p.fund_id = t.fund_id AND p.source_no = t.source_no AND abs(p.amount_fen) = t.amount_fen AND p.kind = 'document' LIMIT 1) d ON true
		WHERE t.fund_id = ${fundId} AND t.id = ${BigInt(wanted)}`
	if (!row) return null
	const { isDraw, isDocument, lines, ...shown } = row
	return { ...shown, lines: linesOf(lines), kind: isDocument ? 'appropriation' : isDraw ? 'split' : null }
}
