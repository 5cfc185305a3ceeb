import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf } from '#app/lib/time.ts'
import type { Report } from './report.ts'

export type StatementParty = { id: bigint; number: string; name: string; nameEn: string | null; isDemo: boolean }

/** Organisations an authority has paid or owes, most paid first. One query. Throws access.denied. */
export async function paidParties(
	ctx: Context,
): Promise<(StatementParty & { kind: string; paidFen: bigint; claims: number })[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'report.view', { authorityId: organisationId })
	return ctx.db.$queryRaw`
		SELECT o.id, o.number, o.name, o.name_en AS "nameEn", o.is_demo AS "isDemo", o.kind, coalesce(sum(m.paid), 0)::bigint AS "paidFen", count(*)::int AS claims
		FROM claim c JOIN fund f ON f.id = c.fund_id JOIN organisation o ON o.id = c.claimant_id
		LEFT JOIN LATERAL (SELECT sum(CASE WHEN t.to_stage = 'paid' THEN t.amount_fen ELSE -t.amount_fen END) AS paid FROM transfer t WHERE t.claim_id = c.id AND (t.to_stage = 'paid' OR t.from_stage = 'paid')) m ON true
		WHERE f.authority_id = ${organisationId} AND c.state IN ('approved', 'partly_paid', 'paid') GROUP BY o.id ORDER BY 7 DESC, o.id LIMIT 500`
}

/**
 * The statement of a provider or an enterprise: every movement of money it was owed or paid on its claims, oldest first, with what is paid and still
 * owed at its end. An authority reads what it paid itself; an organisation its own, of every authority. Two queries. Throws not_found,
 * access.denied.
 */
export async function moneyStatement(
	ctx: Context,
	number: string | null,
): Promise<{ party: StatementParty; report: Report }> {
	const member = memberOf(ctx.actor)
	const isAuthority = member.organisationKind === 'authority'
	if (isAuthority) authorize(ctx.actor, 'report.view', { authorityId: member.organisationId })
	else if (member.organisationKind === 'operator') throw new DomainError('access.denied')
	const where = isAuthority && number !== null ? { number } : { id: member.organisationId }
	const party = await ctx.db.organisation.findFirst({
		where,
		select: { id: true, number: true, name: true, nameEn: true, isDemo: true },
	})
	if (!party || (!isAuthority && number !== null && party.number !== number))
		throw new DomainError('not_found', { number })
	const rows = await readMovements(ctx, party.id, isAuthority ? member.organisationId : null)
	let paid = 0n
	const lines = rows.map((row) => {
		paid += row.paid
		return [
			dayOf(row.on),
			row.claim,
			row.authority,
			row.source,
			{ zh: `move_${row.kind}`, en: `move_${row.kind}` },
			row.payment,
			row.owed,
			row.paid,
			paid,
		]
	})
	const owed = rows.reduce((sum, row) => sum + row.owed, 0n) - paid
	return {
		party,
		report: {
			facts: [
				['approved_in_all', rows.reduce((sum, row) => sum + row.owed, 0n)],
				['paid', paid],
				['still_owed', owed],
			],
			columns: [
				{ key: 'day', kind: 'text' },
				{ key: 'claim', kind: 'text' },
				{ key: 'authority', kind: 'text' },
				{ key: 'source', kind: 'text' },
				{ key: 'what', kind: 'text' },
				{ key: 'payment', kind: 'text' },
				{ key: 'approved', kind: 'amount' },
				{ key: 'paid', kind: 'amount' },
				{ key: 'paid_so_far', kind: 'amount' },
			],
			rows: lines,
			foot: ['', null, null, null, null, null, rows.reduce((sum, row) => sum + row.owed, 0n), paid, paid],
			chart: null,
		},
	}
}

type Movement = {
	on: Date
	claim: string
	authority: string
	source: string
	kind: string
	payment: string | null
	owed: bigint
	paid: bigint
}

/** Approved (into payable, less what was taken from it again) and paid (into paid, less what came back), by command and source. */
const readMovements = (ctx: Context, partyId: bigint, authorityId: bigint | null) => ctx.db.$queryRaw<Movement[]>`
	SELECT t.effective_on AS on, c.number AS claim, a.name AS authority, s.name AS source,
		CASE WHEN t.corrects IS NOT NULL THEN 'corrected' WHEN t.to_stage = 'paid' THEN 'paid' WHEN t.from_stage = 'paid' AND t.to_stage IN ('payable', 'in_payment') THEN 'returned' WHEN t.from_stage = 'paid' THEN 'clawed_back'
			WHEN t.to_stage = 'payable' THEN 'approved' ELSE 'reduced' END AS kind,
		(SELECT y.number FROM settlement_line l JOIN payment y ON y.id = l.payment_id WHERE l.pay_line_id = t.pay_line_id AND 'paid' IN (t.to_stage, t.from_stage) ORDER BY l.returned, l.id DESC LIMIT 1) AS payment,
		(CASE WHEN t.to_stage = 'payable' AND t.from_stage NOT IN ('in_payment', 'paid') THEN t.amount_fen WHEN t.from_stage = 'payable' AND t.to_stage <> 'in_payment' THEN -t.amount_fen
			WHEN t.from_stage = 'paid' AND t.to_stage NOT IN ('payable', 'in_payment') THEN -t.amount_fen ELSE 0 END)::bigint AS owed,
		(CASE WHEN t.to_stage = 'paid' THEN t.amount_fen WHEN t.from_stage = 'paid' THEN -t.amount_fen ELSE 0 END)::bigint AS paid
	FROM claim c JOIN transfer t ON t.claim_id = c.id JOIN fund f ON f.id = t.fund_id JOIN organisation a ON a.id = f.authority_id JOIN funding_source s ON s.fund_id = t.fund_id AND s.source_no = t.source_no
	WHERE c.claimant_id = ${partyId} AND (${authorityId}::bigint IS NULL OR f.authority_id = ${authorityId}) AND c.state <> 'draft'
		AND (t.to_stage = 'paid' OR t.from_stage = 'paid' OR (t.to_stage = 'payable' AND t.from_stage <> 'in_payment') OR (t.from_stage = 'payable' AND t.to_stage <> 'in_payment'))
	ORDER BY t.effective_on, t.id LIMIT 5000`
