import { allCategories } from '#app/domain/catalogue/categories.server.ts'
import { askBeside, type Context, sharedRead } from '#app/domain/context.server.ts'
import type { OrganisationFacts } from '#app/domain/identity/organisation-facts.server.ts'
import { capKeysFor } from '#app/domain/programmes/cap-keys.ts'
import { usedCaps } from '#app/domain/programmes/cap-usage.server.ts'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import { enterpriseFacts, listingFacts, providerFacts } from '#app/domain/programmes/known-facts.server.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import { documentsOf } from '#app/domain/programmes/programmes.server.ts'
import {
	type Related,
	type RelationKnowledge,
	relatedTo,
	relationKnowledge,
} from '#app/domain/relations/relations.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money, subtract } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** What rules say of one order on each of the enterprise's vouchers. */

/** The listing a question is about, as sold (a row of the catalogue or an order's snapshot). */
export type SoldListing = {
	categoryId: string
	taxRateBp: number
	marks: readonly { kind: string; expiresOn: LocalDate }[]
}

/** A voucher that may pay for an order: `freeFen` and, for an order placed with it, what that order holds already. */
export type OrderVoucher = {
	id: bigint
	number: string
	isActive: boolean
	entitlementId: bigint
	programmeId: bigint
	programmeName: string
	programmeNameEn: string | null
	programmeNumber: string
	authorityId: bigint
	versionId: bigint
	freeFen: Money
	heldFen: Money
	/** another order holds a part of it or has used one */
	isUsed: boolean
	/** what the order has drawn on caps itself, by cap: not counted against it again */
	ownDraws: Readonly<Record<string, bigint>>
	useBy: LocalDate | null
	redeemBy: LocalDate | null
	fundYearFen: Money
}
export type VoucherAnswer = {
	voucher: OrderVoucher
	document: ProgrammeDocument
	evaluation: Evaluation
	/** what is known between the two sides, for the voucher's authority */
	related: Related
}

type Question = {
	enterpriseId: bigint
	providerId: bigint
	listing: SoldListing
	quantity: number
	priceFen: Money
	at: LocalDate
	/** what an order of this voucher has drawn itself, by cap: not counted against it again */
	ownDraws?: Readonly<Record<string, bigint>>
	/** what is known of both sides, when it was read already */
	sides?: Sides
}
/** Both sides of an order as the rules see them, and what may tie them. */
export type Sides = { known: RelationKnowledge; enterprise: Party; provider: Party }
type Party = Omit<OrganisationFacts, 'id'>

/** Reads both sides of an order and what may tie them, in one statement. Throws not_found. */
export async function orderSides(ctx: Context, enterpriseId: bigint, providerId: bigint): Promise<Sides> {
	const known = await relationKnowledge(ctx, { enterpriseId, providerIds: [providerId] })
	const provider = known.parties.find(({ id }) => id === String(providerId))
	if (!known.enterprise || !provider) throw new DomainError('not_found')
	return { known, enterprise: known.enterprise, provider }
}

/**
 * Evaluates step `order` on each voucher. Relations between the two sides that credit codes prove, or a reviewer judged,
 * are a fact for the rules. What only the buyer can say beyond that (no relation, no excluded use) is taken as the
 * declaration that the buyer ticks with the order; it is never asked of anybody else.
 */
export async function evaluateOrder(
	ctx: Context,
	vouchers: readonly OrderVoucher[],
	question: Question,
): Promise<VoucherAnswer[]> {
	if (vouchers.length === 0) return []
	const { enterpriseId, providerId } = question
	const [{ known, enterprise, provider }, categories, documents] = await Promise.all([
		question.sides ?? orderSides(ctx, enterpriseId, providerId),
		allCategories(ctx),
		documentsOf(
			ctx,
			vouchers.map((voucher) => voucher.versionId),
		),
	])
	const { listing, quantity, priceFen, at } = question
	const asked = vouchers.map((voucher) => {
		const document = documents.get(voucher.versionId)!
		const related = relatedTo(
			known,
			{ creditCode: provider.creditCode.trim(), name: provider.name },
			voucher.authorityId,
		)
		const facts: Facts = {
			step: 'order',
			at,
			enterprise: enterpriseFacts(enterprise),
			provider: providerFacts(provider, { marks: listing.marks, on: at }),
			relation: { kinds: related.kinds },
			service: { ...listingFacts(listing, categories, quantity), flags: declaredFlags(document) },
			money: { contractFen: priceFen, taxRateBp: listing.taxRateBp },
			voucher: {
				freeFen: voucher.freeFen,
				isUsed: voucher.isUsed,
				useBy: voucher.useBy ?? undefined,
				redeemBy: voucher.redeemBy ?? undefined,
			},
			fund: { yearFen: voucher.fundYearFen },
			used: {},
		}
		return { voucher, document, related, facts }
	})
	const used = await usedCaps(
		ctx,
		asked.flatMap(({ document, facts }) => capKeysFor(document, facts)),
	)
	for (const [key, own] of Object.entries(question.ownDraws ?? {}))
		if (used[key]) used[key] = subtract(used[key], fen(own))
	return asked.map(({ voucher, document, related, facts }) => ({
		voucher,
		document,
		related,
		evaluation: evaluate(document, { ...facts, used }),
	}))
}

/** What the buyer declares of the service under these rules: none of what is excluded, all of what is required. */
export function declaredFlags({ scope }: ProgrammeDocument): Record<string, boolean> {
	const flags: Record<string, boolean> = {}
	for (const exclusion of scope.exclusions) if (exclusion.kind === 'flag') flags[exclusion.flag] = false
	for (const required of scope.required) flags[required.flag] = true
	return flags
}

type BigintColumn =
	| 'id'
	| 'entitlementId'
	| 'programmeId'
	| 'authorityId'
	| 'versionId'
	| 'freeFen'
	| 'heldFen'
	| 'fundYearFen'
type Row = Omit<OrderVoucher, BigintColumn | 'ownDraws'> &
	Record<BigintColumn, string> & { ownDraws: Record<string, string> }

const vouchersOfEnterprises = {
	name: 'order_vouchers',
	text: `WITH found AS MATERIALIZED (
		SELECT q.n, q.order_id, v.* FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) WITH ORDINALITY q(enterprise_id, voucher_id, order_id, number, n)
		JOIN LATERAL (SELECT * FROM voucher v WHERE q.number IS NULL AND v.enterprise_id = q.enterprise_id
			UNION ALL SELECT * FROM voucher v WHERE v.number = q.number AND v.enterprise_id = q.enterprise_id) v ON true
		WHERE CASE WHEN q.voucher_id IS NULL THEN v.state = 'active' ELSE v.id = q.voucher_id END),
	year AS MATERIALIZED (SELECT a.fund_id, sum(a.amount_fen) AS fen FROM appropriation a
		WHERE a.state = 'approved' AND a.fund_id IN (SELECT fund_id FROM found) GROUP BY a.fund_id)
	SELECT v.n::int AS asked, v.id::text, v.number, v.state = 'active' AS "isActive", v.entitlement_id::text AS "entitlementId", v.programme_id::text AS "programmeId",
		p.name AS "programmeName", p.name_en AS "programmeNameEn", p.number AS "programmeNumber", p.authority_id::text AS "authorityId", v.version_id::text AS "versionId",
		e.use_by::text AS "useBy", e.redeem_by::text AS "redeemBy",
		(SELECT coalesce(sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen), 0)::text
			FROM entitlement_source s WHERE s.entitlement_id = e.id) AS "freeFen",
		(SELECT coalesce(sum(u.p), 0)::text FROM hold h, unnest(h.part_fen) u(p)
			WHERE h.order_id = v.order_id AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id)) AS "heldFen",
		EXISTS (SELECT FROM hold h WHERE h.entitlement_id = e.id AND h.order_id IS DISTINCT FROM v.order_id
			AND NOT EXISTS (SELECT FROM hold_resolution r WHERE r.hold_id = h.id AND r.kind <> 'redeemed')) AS "isUsed",
		(SELECT coalesce(json_object_agg(d.cap_key, d.drawn::text), '{}')
			FROM (SELECT cap_key, sum(amount_fen) AS drawn FROM cap_draw WHERE order_id = v.order_id GROUP BY cap_key) d) AS "ownDraws",
		(SELECT coalesce(sum(y.fen), 0)::text FROM year y WHERE y.fund_id = v.fund_id) AS "fundYearFen"
	FROM found v JOIN programme p ON p.id = v.programme_id JOIN entitlement e ON e.id = v.entitlement_id
	ORDER BY v.n, e.use_by NULLS LAST, v.id`,
}

type WhoseVouchers = {
	enterpriseId: bigint
	voucherId?: bigint | null
	orderId?: bigint | null
	number?: string | null
}

/** Active vouchers of an enterprise (or the one named by id or number) with what is free on them; the one that ends first comes first. */
export const orderVouchers = sharedRead(async (ctx, asked: readonly WhoseVouchers[]): Promise<OrderVoucher[][]> => {
	const rows = await askBeside<Row & { asked: number }>(ctx, vouchersOfEnterprises, [
		asked.map(({ enterpriseId }) => String(enterpriseId)),
		asked.map(({ voucherId }) => voucherId?.toString() ?? null),
		asked.map(({ orderId }) => orderId?.toString() ?? null),
		asked.map(({ number }) => number ?? null),
	])
	const answers: OrderVoucher[][] = asked.map(() => [])
	for (const { asked: n, ...row } of rows) answers[n - 1]!.push(voucherOf(row))
	return answers
})

const voucherOf = (row: Row): OrderVoucher => ({
	...row,
	id: BigInt(row.id),
	entitlementId: BigInt(row.entitlementId),
	programmeId: BigInt(row.programmeId),
	authorityId: BigInt(row.authorityId),
	versionId: BigInt(row.versionId),
	freeFen: fen(BigInt(row.freeFen)),
	heldFen: fen(BigInt(row.heldFen)),
	fundYearFen: fen(BigInt(row.fundYearFen)),
	ownDraws: Object.fromEntries(Object.entries(row.ownDraws).map(([key, drawn]) => [key, BigInt(drawn)])),
})
