import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { namesOf } from '#app/domain/programmes/people-names.server.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import type { EndingKind } from './voucher-ending.ts'
import { findVoucher } from './voucher-row.server.ts'
import { type VoucherShare, voucherShares } from './voucher-shares.server.ts'
import { getVoucher, type VoucherPage } from './vouchers.server.ts'

/** One proposal on a voucher, decided or not. */
export type EndingView = {
	id: bigint
	kind: EndingKind
	state: string
	reason: string
	orderNumber: string | null
	useBy: LocalDate | null
	redeemBy: LocalDate | null
	proposedBy: string
	proposedAt: Date
	decidedBy: string | null
	decidedAt: Date | null
}

export type DeskVoucher = {
	voucher: VoucherPage
	state: string
	fund: { number: string; name: string }
	shares: VoucherShare[]
	/** newest first */
	endings: EndingView[]
	open: EndingView | null
	may: { propose: boolean; decide: boolean }
}

/** A voucher as the authority's desk shows it: its money, the orders on it, and what is proposed for it. Throws not_found. */
export async function getDeskVoucher(ctx: Context, number: string): Promise<DeskVoucher> {
	const row = await findVoucher(ctx, number)
	authorize(ctx.actor, 'voucher.view_desk', { authorityId: row.authorityId })
	const [voucher, shares, proposals, fund] = await Promise.all([
		getVoucher(ctx, number),
		voucherShares(ctx, row.id),
		ctx.db.voucherProposal.findMany({ where: { voucherId: row.id }, orderBy: { id: 'desc' } }),
		ctx.db.fund.findUniqueOrThrow({ where: { id: row.fundId }, select: { number: true, name: true } }),
	])
	const people = await namesOf(
		ctx,
		proposals.flatMap((one) => [one.proposedById, one.decidedById]),
	)
	const orders = await orderNumbers(
		ctx,
		proposals.flatMap(({ orderId }) => (orderId === null ? [] : [orderId])),
	)
	const endings = proposals.map((one) => ({
		id: one.id,
		kind: one.kind as EndingKind,
		state: one.state,
		reason: one.reason,
		orderNumber: one.orderId === null ? null : (orders.get(one.orderId) ?? null),
		useBy: one.useBy && dayOf(one.useBy),
		redeemBy: one.redeemBy && dayOf(one.redeemBy),
		proposedBy: people.get(one.proposedById) ?? '',
		proposedAt: one.proposedAt,
		decidedBy: one.decidedById === null ? null : (people.get(one.decidedById) ?? ''),
		decidedAt: one.decidedAt,
	}))
	const waiting = proposals.find((one) => one.state === 'open')
	const subject = { authorityId: row.authorityId }
	return {
		voucher,
		state: row.state,
		fund,
		shares,
		endings,
		open: endings.find((one) => one.state === 'open') ?? null,
		may: {
			propose: !waiting && can(ctx.actor, 'voucher.propose_end', subject),
			decide: !!waiting && can(ctx.actor, 'voucher.decide_end', { ...subject, doneBy: [waiting.proposedById] }),
		},
	}
}

async function orderNumbers(ctx: Context, ids: readonly bigint[]): Promise<Map<bigint, string>> {
	if (ids.length === 0) return new Map()
	const rows = await ctx.db.order.findMany({ where: { id: { in: [...ids] } }, select: { id: true, number: true } })
	return new Map(rows.map((row) => [row.id, row.number]))
}

export type DeskVoucherRow = {
	number: string
	holder: string
	holderEn: string | null
	holderDemo: boolean
	fundNumber: string
	state: string
	faceFen: bigint
	freeFen: bigint
	useBy: Date | null
	waits: boolean
}

export const vouchersPerPage = 30

/** The vouchers of the actor's authority, those with a proposal that waits first, then the newest; `q` finds by number or holder. */
export async function listDeskVouchers(ctx: Context, { q, page }: { q: string; page: number }) {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'voucher.view_desk', { authorityId: organisationId })
	const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`
	const rows = await ctx.db.$queryRaw<(DeskVoucherRow & { total: bigint })[]>`
		SELECT v.number, h.name AS holder, h.name_en AS "holderEn", h.is_demo AS "holderDemo", f.number AS "fundNumber", v.state, e.face_fen AS "faceFen",
			(SELECT sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen) FROM entitlement_source s WHERE s.entitlement_id = e.id)::bigint AS "freeFen",
			e.use_by AS "useBy", w.id IS NOT NULL AS waits, count(*) OVER () AS total
		FROM voucher v JOIN fund f ON f.id = v.fund_id JOIN entitlement e ON e.id = v.entitlement_id JOIN organisation h ON h.id = v.enterprise_id
		LEFT JOIN voucher_proposal w ON w.voucher_id = v.id AND w.state = 'open'
		WHERE f.authority_id = ${organisationId} AND (${q} = '' OR v.number ILIKE ${like} OR h.name ILIKE ${like} OR h.name_en ILIKE ${like})
		ORDER BY w.id NULLS LAST, v.id DESC LIMIT ${vouchersPerPage} OFFSET ${(page - 1) * vouchersPerPage}`
	return { total: Number(rows[0]?.total ?? 0n), rows: rows.map(({ total: _total, ...row }) => row) }
}
