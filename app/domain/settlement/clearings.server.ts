import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** A clearing as one of its sides sees it. */
export type ClearingView = {
	number: string
	/** due_from: the other side bears what we paid · due_to: we bear what it paid · inside: between two of our own sources */
	side: 'due_from' | 'due_to' | 'inside'
	other: string
	otherEn: string | null
	claim: string
	/** the fund and its source */
	creditor: string
	creditorEn: string
	debtor: string
	debtorEn: string
	amountFen: bigint
	decisionNo: string
	reason: string
	state: string
	proposedBy: string
	proposedOn: LocalDate
	decidedBy: string | null
	decidedOn: LocalDate | null
	mayDecide: boolean
}

/** What stands between us and another authority: gross both ways, of approved clearings, and what still waits. */
export type ClearingBalance = {
	other: string
	otherEn: string | null
	borneByThemFen: bigint
	borneByUsFen: bigint
	waitingFen: bigint
}

type Row = Omit<ClearingView, 'mayDecide'> & { proposedById: bigint; debtorAuthorityId: bigint }

/** Every clearing in which the actor's authority is a side, newest first, and the balance with each other side. One query. */
export async function listClearings(ctx: Context) {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'clearing.view', { authorityId })
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT g.number, CASE WHEN cf.authority_id = df.authority_id THEN 'inside' WHEN cf.authority_id = ${authorityId} THEN 'due_from' ELSE 'due_to' END AS side,
			o.name AS other, o.name_en AS "otherEn", c.number AS claim, cf.name || ' · ' || cs.name AS creditor, df.name || ' · ' || ds.name AS debtor,
			cf.name || ' · ' || coalesce(cs.name_en, cs.name) AS "creditorEn", df.name || ' · ' || coalesce(ds.name_en, ds.name) AS "debtorEn",
			g.amount_fen AS "amountFen", g.decision_no AS "decisionNo", g.reason, g.state, a.name AS "proposedBy", g.proposed_by_id AS "proposedById",
			to_char(g.proposed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "proposedOn", b.name AS "decidedBy",
			to_char(g.decided_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS "decidedOn", df.authority_id AS "debtorAuthorityId"
		FROM clearing g JOIN fund cf ON cf.id = g.creditor_fund_id JOIN fund df ON df.id = g.debtor_fund_id
		JOIN funding_source cs ON cs.fund_id = cf.id AND cs.source_no = g.creditor_source_no JOIN funding_source ds ON ds.fund_id = df.id AND ds.source_no = g.debtor_source_no
		JOIN organisation o ON o.id = CASE WHEN cf.authority_id = ${authorityId} THEN df.authority_id ELSE cf.authority_id END
		JOIN pay_line p ON p.id = g.pay_line_id JOIN claim c ON c.id = p.claim_id JOIN account a ON a.id = g.proposed_by_id LEFT JOIN account b ON b.id = g.decided_by_id
		WHERE ${authorityId} IN (cf.authority_id, df.authority_id) ORDER BY g.state <> 'proposed', g.id DESC LIMIT 500`
	const clearings = rows.map(
		({ proposedById, debtorAuthorityId, ...row }): ClearingView => ({
			...row,
			mayDecide:
				row.state === 'proposed' &&
				can(ctx.actor, 'clearing.decide', { authorityId: debtorAuthorityId, doneBy: [proposedById] }),
		}),
	)
	return { clearings, balances: balancesOf(clearings), mayPropose: can(ctx.actor, 'clearing.propose', { authorityId }) }
}

/** Gross both ways per other side: nothing is netted here. */
function balancesOf(clearings: readonly ClearingView[]): ClearingBalance[] {
	const balances = new Map<string, ClearingBalance>()
	for (const one of clearings) {
		const balance = balances.get(one.other) ?? {
			other: one.other,
			otherEn: one.otherEn,
			borneByThemFen: 0n,
			borneByUsFen: 0n,
			waitingFen: 0n,
		}
		if (one.state === 'proposed') balance.waitingFen += one.amountFen
		if (one.state === 'approved' && one.side !== 'due_to') balance.borneByThemFen += one.amountFen
		if (one.state === 'approved' && one.side !== 'due_from') balance.borneByUsFen += one.amountFen
		balances.set(one.other, balance)
	}
	return [...balances.values()]
}

type ClearableLine = { id: bigint; source: string; sourceEn: string | null; leftFen: bigint }
type BearingSource = {
	value: string
	authority: string
	authorityEn: string | null
	fund: string
	source: string
	sourceEn: string | null
}

/** What of a claim the authority has paid and could clear, and the funds that could bear it. Two queries. */
export async function clearable(ctx: Context, claim: string) {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'clearing.propose', { authorityId })
	const [lines, sources] = await Promise.all([
		ctx.db.$queryRaw<ClearableLine[]>`
			SELECT p.id, s.name AS source, s.name_en AS "sourceEn", p.amount_fen - p.demanded_fen AS "leftFen" FROM pay_line p JOIN claim c ON c.id = p.claim_id JOIN fund f ON f.id = p.fund_id
			JOIN funding_source s ON s.fund_id = p.fund_id AND s.source_no = p.source_no
			WHERE c.number = ${claim} AND f.authority_id = ${authorityId} AND p.amount_fen > p.demanded_fen AND is_paid(p.id) ORDER BY p.source_no, p.part_no`,
		ctx.db.$queryRaw<BearingSource[]>`
			SELECT f.number || '.' || s.source_no AS value, o.name AS authority, o.name_en AS "authorityEn", f.name AS fund, s.name AS source, s.name_en AS "sourceEn" FROM fund f JOIN funding_source s ON s.fund_id = f.id
			JOIN organisation o ON o.id = f.authority_id WHERE f.state = 'approved' ORDER BY f.authority_id = ${authorityId}, o.name, f.budget_year DESC, f.number, s.source_no LIMIT 300`,
	])
	return { claim, lines, sources }
}
export type Clearable = Awaited<ReturnType<typeof clearable>>
