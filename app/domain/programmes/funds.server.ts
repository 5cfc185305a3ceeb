import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import type { PayerProfile } from './fund-forms.ts'
import { findFund } from './fund-row.server.ts'
import { namesOf } from './people-names.server.ts'

export type FundListItem = {
	number: string
	name: string
	programmeName: string
	programmeNameEn: string | null
	budgetYear: number
	state: string
	promisedFen: Money
	receivedFen: Money
	paidFen: Money
	availableFen: Money
}

/** The funds of the actor's authority, newest year first: promised, received, still available, paid. One query. */
export async function listFunds(ctx: Context): Promise<FundListItem[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'fund.view', { authorityId: organisationId })
	const rows = await ctx.db.$queryRaw<FundListItem[]>`
		SELECT f.number, f.name, p.name AS "programmeName", p.name_en AS "programmeNameEn", f.budget_year AS "budgetYear", f.state,
			coalesce((SELECT sum(a.amount_fen) FROM appropriation a WHERE a.fund_id = f.id
				AND (a.state = 'approved' OR (f.state = 'draft' AND a.state = 'draft'))), 0)::bigint AS "promisedFen",
			coalesce((SELECT sum(c.received_fen) FROM fund_cash c WHERE c.fund_id = f.id), 0)::bigint AS "receivedFen",
			coalesce(s.paid, 0)::bigint AS "paidFen", coalesce(s.available, 0)::bigint AS "availableFen"
		FROM fund f
		JOIN programme p ON p.id = f.programme_id
		LEFT JOIN LATERAL (SELECT sum(amount_fen) FILTER (WHERE stage = 'paid') AS paid,
			sum(amount_fen) FILTER (WHERE stage = 'available') AS available FROM fund_stages(f.id)) s ON true
		WHERE f.authority_id = ${organisationId}
		ORDER BY f.budget_year DESC, f.id DESC`
	return rows.map((row) => ({
		...row,
		promisedFen: fen(row.promisedFen),
		receivedFen: fen(row.receivedFen),
		paidFen: fen(row.paidFen),
		availableFen: fen(row.availableFen),
	}))
}

export type FundSource = {
	sourceNo: number
	code: string
	name: string
	nameEn: string | null
	payerProfile: PayerProfile
	accountName: string
	accountNo: string
	bankName: string
	bankCode: string
	promisedFen: Money
	receivedFen: Money
}
export type FundDocument = {
	id: bigint
	sourceNo: number
	documentNo: string
	kind: string
	amountFen: bigint
	state: string
	createdAt: Date
	createdBy: string
	approvedBy: string | null
	mayDecide: boolean
}
export type FundReceipt = {
	sourceNo: number
	documentNo: string
	amountFen: Money
	receivedOn: LocalDate
	/** of an advance between levels: its number, and whether the source pays in another's place or another in its */
	advance: { number: string; isPayer: boolean } | null
}

/** What has reached a fund's payers, in its order. */
const receiptsOf = (ctx: Context, fundId: bigint) => ctx.db.$queryRaw<FundReceipt[]>`
	SELECT r.source_no AS "sourceNo", r.document_no AS "documentNo", r.amount_fen AS "amountFen", to_char(r.received_on, 'YYYY-MM-DD') AS "receivedOn",
		CASE WHEN v.id IS NOT NULL THEN jsonb_build_object('number', v.number, 'isPayer', v.payer_source_no = r.source_no) END AS advance
	FROM receipt r LEFT JOIN advance v ON v.id = r.advance_id WHERE r.fund_id = ${fundId} ORDER BY r.id`

/** Everything that stands around a fund before and beside the books. Throws not_found, access.denied. */
export async function getFundSetup(ctx: Context, number: string) {
	const fund = await findFund(ctx, number)
	authorize(ctx.actor, 'fund.view', { authorityId: fund.authorityId })
	const [programme, sources, documents, receipts, cash] = await Promise.all([
		ctx.db.programme.findUniqueOrThrow({
			where: { id: fund.programmeId },
			select: { number: true, name: true, nameEn: true },
		}),
		ctx.db.fundingSource.findMany({ where: { fundId: fund.id }, orderBy: { sourceNo: 'asc' } }),
		ctx.db.appropriation.findMany({ where: { fundId: fund.id }, orderBy: { id: 'asc' } }),
		receiptsOf(ctx, fund.id),
		ctx.db.fundCash.findMany({ where: { fundId: fund.id } }),
	])
	const people = await namesOf(ctx, [
		fund.createdById,
		fund.approvedById,
		...documents.flatMap((row) => [row.createdById, row.approvedById]),
	])
	const counts = (row: { state: string }) =>
		row.state === 'approved' || (fund.state === 'draft' && row.state === 'draft')
	return {
		number: fund.number,
		name: fund.name,
		state: fund.state,
		budgetYear: fund.budgetYear,
		projectCode: fund.projectCode,
		functionalClass: fund.functionalClass,
		economicClass: fund.economicClass,
		lastPaymentOn: fund.lastPaymentOn && dayOf(fund.lastPaymentOn),
		createdBy: people.get(fund.createdById) ?? '',
		approvedBy: fund.approvedById === null ? null : (people.get(fund.approvedById) ?? ''),
		approvedAt: fund.approvedAt,
		programme,
		sources: sources.map(
			(source): FundSource => ({
				...source,
				payerProfile: source.payerProfile as PayerProfile,
				promisedFen: fen(
					documents
						.filter((row) => row.sourceNo === source.sourceNo && counts(row))
						.reduce((sum, row) => sum + row.amountFen, 0n),
				),
				receivedFen: fen(cash.find((row) => row.sourceNo === source.sourceNo)?.receivedFen ?? 0n),
			}),
		),
		documents: documents.map(
			(row): FundDocument => ({
				id: row.id,
				sourceNo: row.sourceNo,
				documentNo: row.documentNo,
				kind: row.kind,
				amountFen: row.amountFen,
				state: row.state,
				createdAt: row.createdAt,
				createdBy: people.get(row.createdById) ?? '',
				approvedBy: row.approvedById === null ? null : (people.get(row.approvedById) ?? ''),
				mayDecide:
					fund.state === 'approved' &&
					row.state === 'draft' &&
					can(ctx.actor, 'fund.approve', { authorityId: fund.authorityId, doneBy: [row.createdById] }),
			}),
		),
		receipts,
		may: {
			approve: can(ctx.actor, 'fund.approve', { authorityId: fund.authorityId, doneBy: [fund.createdById] }),
			propose: can(ctx.actor, 'fund.create', { authorityId: fund.authorityId }),
			receive: can(ctx.actor, 'receipt.record', { authorityId: fund.authorityId }),
		},
	}
}
export type FundSetup = Awaited<ReturnType<typeof getFundSetup>>
