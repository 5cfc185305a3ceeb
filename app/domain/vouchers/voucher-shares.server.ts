import type { Context } from '#app/domain/context.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { missedUseBy } from './voucher-ending.ts'

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

type Row = Omit<VoucherShare, 'offers'> & {
	versionId: bigint
	useBy: Date | null
	redeemBy: Date | null
	contractOn: Date | null
	acceptedAt: Date | null
	invoiceOn: Date | null
	isClaimed: boolean
}

/** The orders that hold a part of a voucher or have redeemed one nobody was paid for, oldest first. */
export async function voucherShares(ctx: Context, voucherId: bigint): Promise<VoucherShare[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT * FROM (
			SELECT o.id AS "orderId", o.number AS "orderNumber", o.state AS "orderState", o.listing_snapshot ->> 'name' AS name, o.listing_snapshot ->> 'nameEn' AS "nameEn",
				coalesce(sum_fen(held_parts(o.id)), 0)::bigint AS "heldFen", coalesce(sum_fen(redeemed_now(o.id)), 0)::bigint AS "redeemedFen",
				v.version_id AS "versionId", e.use_by AS "useBy", e.redeem_by AS "redeemBy", o.contract_on AS "contractOn", o.accepted_at AS "acceptedAt",
				(SELECT min(i.issued_on) FROM invoice_part p JOIN invoice i ON i.id = p.invoice_id WHERE p.order_id = o.id) AS "invoiceOn",
				EXISTS (SELECT FROM claimed_order k JOIN claim c ON c.id = k.claim_id WHERE k.order_id = o.id AND c.state NOT IN ('draft', 'withdrawn', 'refused')) AS "isClaimed"
			FROM "order" o JOIN voucher v ON v.id = o.voucher_id JOIN entitlement e ON e.id = v.entitlement_id
			WHERE v.id = ${voucherId} AND o.state NOT IN ('draft', 'declined', 'withdrawn', 'expired', 'cancelled')) s
		WHERE "heldFen" > 0 OR "redeemedFen" > 0 ORDER BY "orderId"`
	if (rows.length === 0) return []
	const { grant } = await documentOf(ctx, rows[0]!.versionId)
	const today = shanghaiDay(ctx.now)
	return rows.map((row) => {
		const { versionId: _version, useBy, redeemBy, contractOn, acceptedAt, invoiceOn, isClaimed, ...share } = row
		const days = {
			contractOn: day(contractOn),
			acceptedOn: acceptedAt && shanghaiDay(acceptedAt),
			invoiceOn: day(invoiceOn),
		}
		const isLate = share.heldFen > 0n && missedUseBy(grant.useBy?.event ?? null, days, day(useBy), today)
		const claimBy = day(redeemBy)
		const isForfeit = share.redeemedFen > 0n && !isClaimed && claimBy !== null && today > claimBy
		return { ...share, offers: isLate ? 'lapse' : isForfeit ? 'forfeit' : null }
	})
}

const day = (date: Date | null): LocalDate | null => date && dayOf(date)
