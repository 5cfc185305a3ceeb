import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** An advance of one level of a fund for another. */
export type AdvanceView = {
	number: string
	fund: string
	fundNumber: string
	/** the level that paid, and the one in whose place it paid */
	payer: string
	payerEn: string | null
	debtor: string
	debtorEn: string | null
	amountFen: bigint
	repaidFen: bigint
	/** still due from the other level; 0 while nobody has decided */
	dueFen: bigint
	decisionNo: string
	reason: string
	state: string
	proposedBy: string
	proposedOn: LocalDate
	decidedBy: string | null
	decidedOn: LocalDate | null
	repayments: { kind: string; amountFen: bigint; documentNo: string; on: LocalDate }[]
	mayDecide: boolean
	mayRepay: boolean
}

type Row = Omit<AdvanceView, 'mayDecide' | 'mayRepay' | 'repayments'> & {
	proposedById: bigint
	repayments: { kind: string; amountFen: string; documentNo: string; on: LocalDate }[] | null
}

/** Every advance of the actor's authority, what waits or is due first. One query. */
export async function listAdvances(ctx: Context) {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'clearing.view', { authorityId })
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT v.number, f.name AS fund, f.number AS "fundNumber", p.name AS payer, p.name_en AS "payerEn", d.name AS debtor, d.name_en AS "debtorEn",
			v.amount_fen AS "amountFen", v.repaid_fen AS "repaidFen", CASE v.state WHEN 'approved' THEN v.amount_fen - v.repaid_fen ELSE 0 END::bigint AS "dueFen",
			v.decision_no AS "decisionNo", v.reason, CASE WHEN v.state = 'approved' AND v.repaid_fen = v.amount_fen THEN 'repaid' ELSE v.state END AS state,
			a.name AS "proposedBy", v.proposed_by_id AS "proposedById", to_char(v.proposed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "proposedOn",
			b.name AS "decidedBy", to_char(v.decided_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "decidedOn",
			(SELECT jsonb_agg(jsonb_build_object('kind', r.kind, 'amountFen', r.amount_fen::text, 'documentNo', r.document_no, 'on', r.repaid_on) ORDER BY r.id)
				FROM advance_repayment r WHERE r.advance_id = v.id) AS repayments
		FROM advance v JOIN fund f ON f.id = v.fund_id JOIN funding_source p ON p.fund_id = v.fund_id AND p.source_no = v.payer_source_no
		JOIN funding_source d ON d.fund_id = v.fund_id AND d.source_no = v.source_no
		JOIN account a ON a.id = v.proposed_by_id LEFT JOIN account b ON b.id = v.decided_by_id
		WHERE f.authority_id = ${authorityId} ORDER BY v.state <> 'proposed', v.amount_fen = v.repaid_fen, v.id DESC LIMIT 500`
	const mayRepay = can(ctx.actor, 'receipt.record', { authorityId })
	return rows.map(
		({ proposedById, repayments, ...row }): AdvanceView => ({
			...row,
			repayments: (repayments ?? []).map((each) => ({ ...each, amountFen: BigInt(each.amountFen) })),
			mayDecide: row.state === 'proposed' && can(ctx.actor, 'clearing.decide', { authorityId, doneBy: [proposedById] }),
			mayRepay: mayRepay && row.dueFen > 0n,
		}),
	)
}

/** A level of a fund that may advance or be advanced for. `lackFen`: payable and not covered by what was received. */
export type AdvanceLevel = {
	value: string
	fund: string
	source: string
	sourceEn: string | null
	freeFen: bigint
	lackFen: bigint
}

/** The levels of the authority's approved funds that have more than one, with what each has received and not released. One query. */
export async function advanceLevels(ctx: Context): Promise<AdvanceLevel[]> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'clearing.propose', { authorityId })
	return ctx.db.$queryRaw<AdvanceLevel[]>`
		SELECT f.number || '.' || s.source_no AS value, f.name AS fund, s.name AS source, s.name_en AS "sourceEn",
			coalesce(k.received_fen - k.released_fen, 0)::bigint AS "freeFen",
			greatest(coalesce((SELECT sum(x.amount_fen) FROM fund_stages(f.id) x WHERE x.source_no = s.source_no AND x.stage = 'payable'), 0)
				- coalesce(k.received_fen - k.released_fen, 0), 0)::bigint AS "lackFen"
		FROM fund f JOIN funding_source s ON s.fund_id = f.id LEFT JOIN fund_cash k ON k.fund_id = f.id AND k.source_no = s.source_no
		WHERE f.authority_id = ${authorityId} AND f.state = 'approved' AND (SELECT count(*) FROM funding_source o WHERE o.fund_id = f.id) > 1
		ORDER BY f.budget_year DESC, f.number, s.source_no LIMIT 200`
}
