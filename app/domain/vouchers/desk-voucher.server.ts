import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import type { EndingKind } from './voucher-ending.ts'
import { judgeShares, type ShareRow, type VoucherShare, voucherShareSql } from './voucher-shares.server.ts'
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

type Frame = {
	state: string
	authorityId: bigint
	fundNumber: string
	fundName: string
	shares: ShareRow[]
	endings: (Omit<EndingView, 'id' | 'proposedAt' | 'decidedAt'> & {
		id: string
		proposedById: string
		proposedAt: string
		decidedAt: string | null
	})[]
}

/** A voucher as the authority's desk shows it: its money, the orders on it, and what is proposed for it. Throws not_found. */
export async function getDeskVoucher(ctx: Context, number: string): Promise<DeskVoucher> {
	const [frame] = await ctx.db.$queryRaw<Frame[]>`
		SELECT v.state, f.authority_id AS "authorityId", f.number AS "fundNumber", f.name AS "fundName", ${voucherShareSql} AS shares,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id::text, 'kind', p.kind, 'state', p.state, 'reason', p.reason, 'orderNumber', o.number, 'useBy', p.use_by, 'redeemBy', p.redeem_by,
				'proposedById', p.proposed_by_id::text, 'proposedBy', a.name, 'proposedAt', p.proposed_at, 'decidedBy', d.name, 'decidedAt', p.decided_at) ORDER BY p.id DESC), '[]')
				FROM voucher_proposal p JOIN account a ON a.id = p.proposed_by_id LEFT JOIN account d ON d.id = p.decided_by_id LEFT JOIN "order" o ON o.id = p.order_id WHERE p.voucher_id = v.id) AS endings
		FROM voucher v JOIN fund f ON f.id = v.fund_id WHERE v.number = ${number}`
	if (!frame) throw new DomainError('not_found', { number })
	const subject = { authorityId: frame.authorityId }
	authorize(ctx.actor, 'voucher.view_desk', subject)
	const voucher = await getVoucher(ctx, number)
	const endings = frame.endings.map(({ id, proposedById: _by, proposedAt, decidedAt, ...one }) => ({
		...one,
		id: BigInt(id),
		proposedAt: new Date(proposedAt),
		decidedAt: decidedAt === null ? null : new Date(decidedAt),
	}))
	const waiting = frame.endings.find((one) => one.state === 'open')
	return {
		voucher,
		state: frame.state,
		fund: { number: frame.fundNumber, name: frame.fundName },
		shares: judgeShares(frame.shares, {
			event: voucher.useByEvent,
			useBy: voucher.useBy,
			redeemBy: voucher.redeemBy,
			today: shanghaiDay(ctx.now),
		}),
		endings,
		open: endings.find((one) => one.state === 'open') ?? null,
		may: {
			propose: !waiting && can(ctx.actor, 'voucher.propose_end', subject),
			decide: !!waiting && can(ctx.actor, 'voucher.decide_end', { ...subject, doneBy: [BigInt(waiting.proposedById)] }),
		},
	}
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
