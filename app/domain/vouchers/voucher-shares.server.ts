import type { Context } from '#app/domain/context.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import { missedUseBy, type UseByEvent } from './voucher-ending.ts'

/** What an order has of a voucher: what it holds, and what it has redeemed that no approved claim took yet. */
export type VoucherShare = {
	orderId: bigint
	orderNumber: string
	orderState: string
	name: string
	nameEn: string | null
	heldFen: bigint
	redeemedFen: bigint
	/** what may be proposed because the order came too late; null: it is in time, or somebody is still dealing with it */
	offers: 'lapse' | 'forfeit' | null
}

/** A row of `voucherShareSql` before it is judged; through JSON, so amounts and days are text. */
export type ShareRow = {
	orderId: string
	orderNumber: string
	orderState: string
	name: string
	nameEn: string | null
	heldFen: string
	redeemedFen: string
	contractOn: LocalDate | null
	acceptedOn: LocalDate | null
	invoiceOn: LocalDate | null
	isClaimed: boolean
}

/** The orders that hold a part of the voucher `v` or have redeemed one nobody was paid for, oldest first, as JSON. */
export const voucherShareSql = Prisma.sql`
	(SELECT coalesce(jsonb_agg(s ORDER BY s."orderId"), '[]') FROM (
		SELECT o.id AS "orderId", o.number AS "orderNumber", o.state AS "orderState", o.listing_snapshot ->> 'name' AS name, o.listing_snapshot ->> 'nameEn' AS "nameEn",
			coalesce(sum_fen(held_parts(o.id)), 0)::text AS "heldFen", coalesce(sum_fen(redeemed_now(o.id)), 0)::text AS "redeemedFen",
			o.contract_on AS "contractOn", (o.accepted_at AT TIME ZONE 'Asia/Shanghai')::date AS "acceptedOn",
			(SELECT min(i.issued_on) FROM invoice_part p JOIN invoice i ON i.id = p.invoice_id WHERE p.order_id = o.id) AS "invoiceOn",
			EXISTS (SELECT FROM claimed_order k JOIN claim c ON c.id = k.claim_id WHERE k.order_id = o.id AND c.state NOT IN ('draft', 'withdrawn', 'refused')) AS "isClaimed"
		FROM "order" o WHERE o.voucher_id = v.id AND o.state NOT IN ('draft', 'declined', 'withdrawn', 'expired', 'cancelled')) s
	WHERE s."heldFen" <> '0' OR s."redeemedFen" <> '0')`

type Days = { event: UseByEvent | null; useBy: LocalDate | null; redeemBy: LocalDate | null; today: LocalDate }

/** Which of a voucher's orders came too late, and what may be proposed for them. */
export function judgeShares(rows: readonly ShareRow[], { event, useBy, redeemBy, today }: Days): VoucherShare[] {
	return rows.map(({ orderId, heldFen, redeemedFen, contractOn, acceptedOn, invoiceOn, isClaimed, ...row }) => {
		const share = { ...row, orderId: BigInt(orderId), heldFen: BigInt(heldFen), redeemedFen: BigInt(redeemedFen) }
		const isLate = share.heldFen > 0n && missedUseBy(event, { contractOn, acceptedOn, invoiceOn }, useBy, today)
		const isForfeit = share.redeemedFen > 0n && !isClaimed && redeemBy !== null && today > redeemBy
		return { ...share, offers: isLate ? 'lapse' : isForfeit ? 'forfeit' : null }
	})
}

/** The orders on one voucher, for a proposal about one of them. */
export async function voucherShares(ctx: Context, voucherId: bigint): Promise<VoucherShare[]> {
	const [row] = await ctx.db.$queryRaw<
		{ shares: ShareRow[]; versionId: bigint; useBy: Date | null; redeemBy: Date | null }[]
	>`
		SELECT ${voucherShareSql} AS shares, v.version_id AS "versionId", e.use_by AS "useBy", e.redeem_by AS "redeemBy"
		FROM voucher v JOIN entitlement e ON e.id = v.entitlement_id WHERE v.id = ${voucherId}`
	if (!row || row.shares.length === 0) return []
	const { grant } = await documentOf(ctx, row.versionId)
	return judgeShares(row.shares, {
		event: grant.useBy?.event ?? null,
		useBy: row.useBy && dayOf(row.useBy),
		redeemBy: row.redeemBy && dayOf(row.redeemBy),
		today: shanghaiDay(ctx.now),
	})
}
