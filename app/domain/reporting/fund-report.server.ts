import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money, sum } from '#app/lib/money.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import { fundStagesAsOf } from './as-of.server.ts'
import type { AsOf } from './as-of.ts'
import { type BurnPoint, type FundStage, fundStages, type SourceReport } from './fund.ts'
import { readEvidence } from './fund-drift.server.ts'

/**
 * A fund as its page shows it: identity by source, promised and received, burn, drift board, latest movements. With
 * `asOf` the stages and what was promised are those of a past view; burn, drift and movements belong to now and are left out.
 */
export async function getFundReport(ctx: Context, number: string, asOf: AsOf | null = null) {
	const fund = await readHead(ctx, number)
	if (!fund) throw new DomainError('not_found')
	authorize(ctx.actor, 'fund.view', fund)
	const [documents, today, past, { board, seal }, burn, movements] = await Promise.all([
		ctx.db.appropriation.findMany({ where: { fundId: fund.id }, orderBy: { id: 'asc' } }),
		readSources(ctx, fund.id),
		asOf && fundStagesAsOf(ctx, fund.id, asOf),
		asOf ? { board: { rows: [], at: ctx.now }, seal: null } : readEvidence(ctx.db, fund.id, ctx.now),
		asOf ? [] : readBurn(ctx, fund.id, fund.budgetYear),
		asOf ? [] : readMovements(ctx, fund.id),
	])
	const sources = past ? today.map((source) => ({ ...source, ...past(source.sourceNo) })) : today
	const stages = Object.fromEntries(
		fundStages.map((stage) => [stage, sum(sources.map((s) => s.stages[stage]))]),
	) as Record<FundStage, Money>
	const appropriatedFen = sum(sources.map((s) => s.promisedFen))
	return {
		id: fund.id,
		authorityId: fund.authorityId,
		number: fund.number,
		name: fund.name,
		state: fund.state,
		budgetYear: fund.budgetYear,
		programme: fund.programme,
		projectCode: fund.projectCode,
		functionalClass: fund.functionalClass,
		economicClass: fund.economicClass,
		lastPaymentOn: fund.lastPaymentOn ? dayOf(fund.lastPaymentOn) : null,
		documents: documents.map((a) => ({
			id: a.id,
			documentNo: a.documentNo,
			kind: a.kind,
			sourceNo: a.sourceNo,
			amountFen: fen(a.amountFen),
			state: a.state,
			isCorrection: a.correctsId !== null,
		})),
		sources,
		stages,
		appropriatedFen,
		receivedFen: sum(sources.map((s) => s.receivedFen)),
		identityHolds: fundStages.reduce((total, stage) => total + stages[stage], 0n) === appropriatedFen,
		drift: board.rows,
		driftAt: board.at,
		driftFen: board.rows.reduce((total, row) => total + absolute(row.booksFen - row.otherFen), 0n) as Money,
		burn,
		movements,
		seal,
		overIssuePercent: fund.overIssuePercent,
		clawedBackFen: sum(today.map((s) => s.clawedBackFen)),
		clawbackDueFen: sum(today.map((s) => s.clawbackDueFen)),
		asOf: ctx.now,
	}
}

export type FundReport = Awaited<ReturnType<typeof getFundReport>>

type Head = {
	id: bigint
	authorityId: bigint
	number: string
	name: string
	state: string
	budgetYear: number
	projectCode: string
	functionalClass: string
	economicClass: string
	lastPaymentOn: Date | null
	overIssuePercent: number | null
	programme: { number: string; name: string; nameEn: string | null }
}

/** The fund and its programme's name, in one query. */
async function readHead(ctx: Context, number: string): Promise<Head | undefined> {
	const [head] = await ctx.db.$queryRaw<Head[]>`
		SELECT f.id, f.authority_id AS "authorityId", f.number, f.name, f.state, f.budget_year AS "budgetYear", f.project_code AS "projectCode",
			f.functional_class AS "functionalClass", f.economic_class AS "economicClass", f.last_payment_on AS "lastPaymentOn", f.over_issue_percent AS "overIssuePercent",
			jsonb_build_object('number', p.number, 'name', p.name, 'nameEn', p.name_en) AS programme
		FROM fund f JOIN programme p ON p.id = f.programme_id WHERE f.number = ${number}`
	return head
}

const absolute = (amount: bigint) => (amount < 0n ? -amount : amount)

async function readSources(ctx: Context, fundId: bigint): Promise<SourceReport[]> {
	const rows = await ctx.db.$queryRaw<
		{
			source_no: number
			code: string
			name: string
			name_en: string | null
			payer_profile: string
			received: bigint | null
			released: bigint | null
			clawed_back: bigint | null
			clawback_due: bigint | null
			advanced: bigint | null
			advance_due: bigint | null
			stages: Record<string, string> | null
		}[]
	>`SELECT s.source_no, s.code, s.name, s.name_en, s.payer_profile, c.received_fen AS received, c.released_fen AS released, k.clawed_back, k.clawback_due,
			(SELECT sum(amount_fen - repaid_fen)::bigint FROM advance WHERE fund_id = s.fund_id AND payer_source_no = s.source_no AND state = 'approved') AS advanced,
			(SELECT sum(amount_fen - repaid_fen)::bigint FROM advance WHERE fund_id = s.fund_id AND source_no = s.source_no AND state = 'approved') AS advance_due,
			(SELECT jsonb_object_agg(f.stage, f.amount_fen::text) FROM fund_stages(${fundId}) f WHERE f.source_no = s.source_no) AS stages
		FROM funding_source s LEFT JOIN fund_cash c ON c.fund_id = s.fund_id AND c.source_no = s.source_no
		LEFT JOIN LATERAL (SELECT sum(p.clawed_back_fen)::bigint AS clawed_back, sum(p.demanded_fen - p.clawed_back_fen)::bigint AS clawback_due
			FROM pay_line p WHERE p.fund_id = s.fund_id AND p.source_no = s.source_no AND p.demanded_fen > 0) k ON true
		WHERE s.fund_id = ${fundId} ORDER BY s.source_no`
	return rows.map((row) => ({
		sourceNo: row.source_no,
		code: row.code,
		name: row.name,
		nameEn: row.name_en,
		payerProfile: row.payer_profile,
		promisedFen: fen(-BigInt(row.stages?.treasury ?? '0')),
		receivedFen: fen(row.received ?? 0n),
		releasedFen: fen(row.released ?? 0n),
		clawedBackFen: fen(row.clawed_back ?? 0n),
		clawbackDueFen: fen(row.clawback_due ?? 0n),
		advancedFen: fen(row.advanced ?? 0n),
		advanceDueFen: fen(row.advance_due ?? 0n),
		stages: Object.fromEntries(fundStages.map((stage) => [stage, fen(row.stages?.[stage] ?? '0')])) as Record<
			FundStage,
			Money
		>,
	}))
}

/** Cumulative granted-and-later, redeemed-and-later and paid at the end of each month of the budget year, up to this month. */
async function readBurn(ctx: Context, fundId: bigint, budgetYear: number): Promise<BurnPoint[]> {
	const rows = await ctx.db.$queryRaw<{ month: string; granted: bigint; redeemed: bigint; paid: bigint }[]>`
		WITH moved AS (
			SELECT to_char(effective_on, 'YYYY-MM') AS month,
				sum(CASE WHEN from_stage = 'available' AND to_stage IN ('granted', 'held', 'payable') THEN amount_fen WHEN to_stage = 'available' AND from_stage IN ('granted', 'held', 'redeemed', 'payable') THEN -amount_fen ELSE 0 END) AS granted,
				sum(CASE WHEN to_stage = 'redeemed' OR (from_stage, to_stage) = ('available', 'payable') THEN amount_fen WHEN from_stage IN ('redeemed', 'payable') AND to_stage IN ('granted', 'available') THEN -amount_fen ELSE 0 END) AS redeemed,
				sum(CASE WHEN to_stage = 'paid' THEN amount_fen WHEN from_stage = 'paid' THEN -amount_fen ELSE 0 END) AS paid
			FROM fund_flows(${fundId}) GROUP BY 1)
		SELECT m.month, coalesce(sum(moved.granted), 0)::bigint AS granted, coalesce(sum(moved.redeemed), 0)::bigint AS redeemed, coalesce(sum(moved.paid), 0)::bigint AS paid
		FROM (SELECT to_char(g, 'YYYY-MM') AS month FROM generate_series(make_date(${budgetYear}::int, 1, 1), make_date(${budgetYear}::int, 12, 1), interval '1 month') g) m
		LEFT JOIN moved ON moved.month <= m.month
		WHERE m.month <= to_char(${ctx.now}::timestamptz AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') GROUP BY m.month ORDER BY m.month`
	return rows.map((row) => ({
		month: row.month,
		grantedFen: fen(row.granted),
		redeemedFen: fen(row.redeemed),
		paidFen: fen(row.paid),
	}))
}

/** How many movements the fund's page shows. */
const latest = 20

async function readMovements(ctx: Context, fundId: bigint) {
	const rows = await ctx.db.$queryRaw<
		{
			id: bigint
			action: string
			subject: string
			from_stage: string
			to_stage: string
			source_no: number
			amount_fen: bigint
			effective_on: Date
			recorded_at: Date
			corrects: bigint | null
		}[]
	>`SELECT t.id, c.action, c.subject, t.from_stage::text, t.to_stage::text, t.source_no, t.amount_fen, t.effective_on, t.recorded_at, t.corrects
		FROM (SELECT * FROM transfer WHERE fund_id = ${fundId} ORDER BY xid DESC, id DESC LIMIT ${latest}) t JOIN command c ON c.id = t.command_id ORDER BY t.id DESC`
	return rows.map((row) => ({
		id: row.id,
		action: row.action,
		subject: row.subject,
		fromStage: row.from_stage,
		toStage: row.to_stage,
		sourceNo: row.source_no,
		amountFen: fen(row.amount_fen),
		effectiveOn: dayOf(row.effective_on) as LocalDate,
		recordedAt: row.recorded_at,
		isCorrection: row.corrects !== null,
	}))
}
