import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'

/** An accepted order that is in no claim yet. */
export type ClaimableOrder = {
	id: bigint
	number: string
	title: string
	categoryId: string | null
	counterparty: string
	programme: string
	programmeId: bigint
	versionId: bigint
	fundId: bigint
	roundId: bigint
	mode: 'deduct' | 'reimburse'
	enterpriseId: bigint
	providerName: string
	providerCode: string
	contractNo: string | null
	contractOn: Date | null
	reportNo: string | null
	reportOn: Date | null
	acceptedAt: Date
	priceFen: bigint
	voucherFen: bigint
	/** last day for the claim, as the voucher says */
	redeemBy: Date | null
}

/** The side the signed-in organisation claims as. Throws access.denied for those who never claim: authorities, the operator. */
export function claimantKind(ctx: Context): 'enterprise' | 'provider' {
	const { organisationKind } = memberOf(ctx.actor)
	if (organisationKind === 'enterprise' || organisationKind === 'provider') return organisationKind
	throw new DomainError('access.denied')
}

/** Orders with the same key may stand in one claim: one programme version, fund, mode and enterprise. */
export const groupKey = (order: ClaimableOrder) =>
	[order.versionId, order.fundId, order.mode, order.enterpriseId].join('-')

/**
 * Orders of the signed-in organisation whose public share it may claim: the provider's where vouchers deduct, the
 * enterprise's where it is reimbursed. Oldest first.
 */
export function claimableOrders(ctx: Context): Promise<ClaimableOrder[]> {
	const me = memberOf(ctx.actor).organisationId
	return ctx.db.$queryRaw<ClaimableOrder[]>`
		SELECT o.id, o.number, COALESCE(o.listing_snapshot ->> 'name', o.number) AS title, o.listing_snapshot ->> 'categoryId' AS "categoryId",
			CASE o.mode WHEN 'deduct' THEN e.name ELSE p.name END AS counterparty, g.name AS programme,
			v.programme_id AS "programmeId", o.version_id AS "versionId", v.fund_id AS "fundId", v.round_id AS "roundId", o.mode,
			o.enterprise_id AS "enterpriseId", p.name AS "providerName", trim(p.credit_code) AS "providerCode",
			o.contract_no AS "contractNo", o.contract_on AS "contractOn", o.report_no AS "reportNo", o.report_on AS "reportOn",
			o.accepted_at AS "acceptedAt", COALESCE(o.final_price_fen, o.price_fen) AS "priceFen", o.voucher_fen AS "voucherFen",
			t.redeem_by AS "redeemBy"
		FROM "order" o
		JOIN voucher v ON v.id = o.voucher_id
		JOIN entitlement t ON t.id = v.entitlement_id
		JOIN programme g ON g.id = v.programme_id
		JOIN organisation e ON e.id = o.enterprise_id
		JOIN organisation p ON p.id = o.provider_id
		WHERE o.state IN ('accepted', 'closed') AND o.voucher_fen > 0
			AND ((o.mode = 'deduct' AND o.provider_id = ${me}) OR (o.mode = 'reimburse' AND o.enterprise_id = ${me}))
			AND NOT EXISTS (SELECT FROM claimed_order c WHERE c.order_id = o.id)
		ORDER BY o.accepted_at, o.id
		LIMIT 500`
}

/** An accepted order paid in full without a voucher: a line of a claim where the programme has none. */
export type PlainOrder = Omit<
	ClaimableOrder,
	'programme' | 'programmeId' | 'versionId' | 'fundId' | 'roundId' | 'mode' | 'voucherFen' | 'redeemBy'
>

/** The enterprise's accepted orders without a voucher that are in no claim yet. Oldest first. */
export function plainOrders(ctx: Context): Promise<PlainOrder[]> {
	const me = memberOf(ctx.actor).organisationId
	return ctx.db.$queryRaw<PlainOrder[]>`
		SELECT o.id, o.number, COALESCE(o.listing_snapshot ->> 'name', o.number) AS title, o.listing_snapshot ->> 'categoryId' AS "categoryId",
			p.name AS counterparty, o.enterprise_id AS "enterpriseId", p.name AS "providerName",
			trim(p.credit_code) AS "providerCode", o.contract_no AS "contractNo", o.contract_on AS "contractOn",
			o.report_no AS "reportNo", o.report_on AS "reportOn", o.accepted_at AS "acceptedAt",
			COALESCE(o.final_price_fen, o.price_fen) AS "priceFen"
		FROM "order" o
		JOIN organisation p ON p.id = o.provider_id
		WHERE o.state IN ('accepted', 'closed') AND o.voucher_id IS NULL AND o.enterprise_id = ${me}
			AND NOT EXISTS (SELECT FROM claimed_order c WHERE c.order_id = o.id)
		ORDER BY o.accepted_at, o.id
		LIMIT 500`
}
