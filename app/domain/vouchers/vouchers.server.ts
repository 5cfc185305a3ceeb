import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { documentsOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { type VoucherFigures, type VoucherStanding, voucherFigures, voucherStanding } from './voucher.ts'
import { type Movement, voucherMovements } from './voucher-movements.server.ts'

/** A voucher as its holder reads it. */
export type VoucherView = {
	id: bigint
	number: string
	programmeName: string
	programmeNameEn: string | null
	programmeNumber: string
	versionNo: number
	roundName: string
	mode: 'deduct' | 'reimburse'
	/** the event that must have happened by `useBy` */
	useByEvent: 'order' | 'contract' | 'acceptance' | 'invoice' | null
	useBy: LocalDate | null
	redeemBy: LocalDate | null
	grantedAt: Date
	figures: VoucherFigures
	standing: VoucherStanding
	/** orders that hold or have used a part of it */
	holding: number
	used: number
}

const withBalances = { entitlement: { include: { sources: true } } } as const

type Row = Awaited<ReturnType<typeof rowsOf>>[number]
const rowsOf = (ctx: Context, where: { enterpriseId: bigint } | { number: string }) =>
	ctx.db.voucher.findMany({ where, include: withBalances, orderBy: { id: 'desc' } })

/** How many movements a wallet shows of its first voucher. */
const latest = 6

/**
 * The vouchers of the actor's enterprise, newest first: each with face = free + held + used + lapsed + voided; and the
 * last movements of the first one that still lives.
 */
export async function getWallet(ctx: Context) {
	const rows = await rowsOf(ctx, { enterpriseId: memberOf(ctx.actor).organisationId })
	const vouchers = await viewsOf(ctx, rows)
	const first = vouchers.find(({ standing }) => standing !== 'lapsed' && standing !== 'void') ?? vouchers[0]
	const row = rows.find(({ id }) => id === first?.id)
	const movements = row && first ? await voucherMovements(ctx, row, first.figures.free) : []
	return { vouchers, shown: first?.number ?? null, movements: movements.slice(0, latest) }
}

export type VoucherPage = VoucherView & {
	movements: Movement[]
	sources: { sourceNo: number; name: string; nameEn: string | null; figures: VoucherFigures }[]
	holder: { name: string; nameEn: string | null; creditCode: string; isDemo: boolean }
	issuer: { name: string; nameEn: string | null; isDemo: boolean }
	noticeNo: string
	applicationNumber: string
}

/** One voucher with every movement of its money, for its holder and the authority that granted it. Throws not_found. */
export async function getVoucher(ctx: Context, number: string): Promise<VoucherPage> {
	const [row] = await rowsOf(ctx, { number })
	if (!row) throw new DomainError('not_found', { number })
	const [frame] = await ctx.db.$queryRaw<Frame[]>`
		SELECT p.authority_id AS "authorityId", r.notice_no AS "noticeNo", a.number AS "applicationNumber",
			h.name AS "holderName", h.name_en AS "holderNameEn", h.credit_code AS "creditCode", h.is_demo AS "holderDemo",
			i.name AS "issuerName", i.name_en AS "issuerNameEn", i.is_demo AS "issuerDemo",
			(SELECT jsonb_agg(jsonb_build_object('sourceNo', s.source_no, 'name', s.name, 'nameEn', s.name_en)) FROM funding_source s WHERE s.fund_id = ${row.fundId}) AS sources
		FROM programme p JOIN organisation i ON i.id = p.authority_id, round r, application a, organisation h
		WHERE p.id = ${row.programmeId} AND r.id = ${row.roundId} AND a.id = ${row.applicationId} AND h.id = ${row.enterpriseId}`
	authorize(ctx.actor, 'voucher.view', { enterpriseId: row.enterpriseId, authorityId: frame!.authorityId })
	const [view] = await viewsOf(ctx, [row])
	const movements = await voucherMovements(ctx, row, view!.figures.free)
	return { ...view!, movements, ...pageFrame(row, frame!) }
}

type Frame = {
	authorityId: bigint
	noticeNo: string
	applicationNumber: string
	holderName: string
	holderNameEn: string | null
	creditCode: string
	holderDemo: boolean
	issuerName: string
	issuerNameEn: string | null
	issuerDemo: boolean
	sources: { sourceNo: number; name: string; nameEn: string | null }[] | null
}

function pageFrame(row: Row, frame: Frame) {
	return {
		sources: row.entitlement.sources
			.toSorted((a, b) => a.sourceNo - b.sourceNo)
			.map((balance) => ({
				sourceNo: balance.sourceNo,
				name: '',
				nameEn: null,
				...frame.sources?.find((source) => source.sourceNo === balance.sourceNo),
				figures: voucherFigures([balance]),
			})),
		holder: {
			name: frame.holderName,
			nameEn: frame.holderNameEn,
			creditCode: frame.creditCode,
			isDemo: frame.holderDemo,
		},
		issuer: { name: frame.issuerName, nameEn: frame.issuerNameEn, isDemo: frame.issuerDemo },
		noticeNo: frame.noticeNo,
		applicationNumber: frame.applicationNumber,
	}
}

async function viewsOf(ctx: Context, rows: readonly Row[]): Promise<VoucherView[]> {
	if (rows.length === 0) return []
	const today = shanghaiDay(ctx.now)
	const ids = rows.map((row) => row.id)
	const [frames, documents, uses] = await Promise.all([
		ctx.db.$queryRaw<ViewFrame[]>`
			SELECT v.id, w.version_no AS "versionNo", p.name AS "programmeName", p.name_en AS "programmeNameEn",
				p.number AS "programmeNumber", r.name AS "roundName"
			FROM voucher v JOIN programme_version w ON w.id = v.version_id JOIN programme p ON p.id = v.programme_id
			JOIN round r ON r.id = v.round_id WHERE v.id = ANY (${ids})`,
		documentsOf(
			ctx,
			rows.map((row) => row.versionId),
		),
		ctx.db.order.groupBy({ by: ['voucherId', 'state'], where: { voucherId: { in: ids } }, _count: true }),
	])
	const count = (voucherId: bigint, used: boolean) =>
		uses
			.filter((use) => use.voucherId === voucherId && !noHold.has(use.state))
			.filter((use) => used === (use.state === 'accepted' || use.state === 'closed'))
			.reduce((sum, use) => sum + use._count, 0)
	return rows.map((row) => {
		const document = documents.get(row.versionId)!
		const figures = voucherFigures(row.entitlement.sources)
		const useBy = row.entitlement.useBy && dayOf(row.entitlement.useBy)
		return {
			...frames.find((frame) => frame.id === row.id)!,
			number: row.number,
			mode: document.process.paymentMode.mode,
			useByEvent: document.grant.useBy?.event ?? null,
			useBy,
			redeemBy: row.entitlement.redeemBy && dayOf(row.entitlement.redeemBy),
			grantedAt: row.grantedAt,
			figures,
			standing: voucherStanding(row.state, figures, useBy, today),
			holding: count(row.id, false),
			used: count(row.id, true),
		}
	})
}

type ViewFrame = Pick<
	VoucherView,
	'id' | 'versionNo' | 'programmeName' | 'programmeNameEn' | 'programmeNumber' | 'roundName'
>

/** States in which an order holds nothing of a voucher. */
const noHold = new Set(['draft', 'declined', 'withdrawn', 'expired', 'cancelled'])
