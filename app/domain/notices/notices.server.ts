import { claimNoticeDays } from '#app/domain/claims/claim-process.ts'
import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { documentsOf } from '#app/domain/programmes/programmes.server.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import { daysLeft, isRunning, type NoticeState, type ObjectionState } from './notice.ts'
import { findNotice, type NoticeRow, readNotice } from './notice-row.server.ts'
import { type ListedClaim, listedClaims } from './reviewed-claims.server.ts'

/** An objection as the public reads it: the ruling and its words, not who objected. */
export type PublicObjection = {
	number: string
	claim: string
	state: ObjectionState
	ruling: string | null
	ruledAt: Date | null
	createdAt: Date
}

export type NoticeListItem = {
	number: string
	title: string
	authority: string
	state: NoticeState
	opensOn: LocalDate
	closesOn: LocalDate
	daysLeft: number
	isRunning: boolean
	count: number
	totalFen: bigint
}

/** Public notices, running ones first, then the newest: of every authority, or of one. */
export async function listNotices(
	ctx: Context,
	{ authorityId }: { authorityId?: bigint } = {},
): Promise<NoticeListItem[]> {
	const notices = await ctx.db.notice.findMany({
		where: authorityId === undefined ? {} : { authorityId },
		orderBy: [{ id: 'desc' }],
		take: 100,
	})
	const items = notices.map(readNotice).map((notice) => ({
		number: notice.number,
		title: notice.title,
		authority: notice.snapshot.authority,
		state: notice.state,
		opensOn: notice.opensOn,
		closesOn: notice.closesOn,
		daysLeft: daysLeft(notice.closesOn, ctx.now),
		isRunning: isRunning(notice, ctx.now),
		count: notice.snapshot.items.length,
		totalFen: BigInt(notice.snapshot.totalFen),
	}))
	return [...items.filter((item) => item.isRunning), ...items.filter((item) => !item.isRunning)]
}

export type NoticeDetails = Omit<NoticeRow, 'id' | 'publishedById' | 'fundId' | 'authorityId'> & {
	daysLeft: number
	isRunning: boolean
	objections: PublicObjection[]
	/** what became of each claim: refused after an upheld objection, approved, or still waiting */
	states: Record<string, string>
}

/** A public notice as anyone reads it. Throws not_found. */
export async function getNotice(ctx: Context, number: string): Promise<NoticeDetails> {
	const {
		id,
		publishedById: _publisher,
		fundId: _fund,
		authorityId: _authority,
		...notice
	} = await findNotice(ctx, number)
	const [objections, claims] = await Promise.all([
		ctx.db.objection.findMany({ where: { noticeId: id }, orderBy: { id: 'asc' } }),
		ctx.db.claim.findMany({
			where: { notices: { some: { noticeId: id } } },
			select: { id: true, number: true, state: true },
		}),
	])
	return {
		...notice,
		daysLeft: daysLeft(notice.closesOn, ctx.now),
		isRunning: isRunning(notice, ctx.now),
		objections: objections.map((objection) => ({
			number: objection.number,
			claim: claims.find((claim) => claim.id === objection.claimId)?.number ?? '',
			state: objection.state as ObjectionState,
			ruling: objection.ruling,
			ruledAt: objection.ruledAt,
			createdAt: objection.createdAt,
		})),
		states: Object.fromEntries(claims.map((claim) => [claim.number, claim.state])),
	}
}

/** The notice a claim stands on, for the claim's own page; null when it is on none. */
export type ClaimNotice = {
	number: string
	state: NoticeState
	closesOn: LocalDate
	daysLeft: number
	isObjected: boolean
}

export async function noticeOfClaim(ctx: Context, claimId: bigint): Promise<ClaimNotice | null> {
	const [row] = await ctx.db.$queryRaw<{ number: string; state: NoticeState; closesOn: Date; isObjected: boolean }[]>`
		SELECT n.number, n.state, n.closes_on AS "closesOn",
			EXISTS (SELECT FROM objection b WHERE b.claim_id = i.claim_id AND b.state = 'open') AS "isObjected"
		FROM notice_item i JOIN notice n ON n.id = i.notice_id
		WHERE i.claim_id = ${claimId} AND n.state <> 'withdrawn'
		ORDER BY n.id DESC LIMIT 1`
	if (!row) return null
	const closesOn = dayOf(row.closesOn)
	return { ...row, closesOn, daysLeft: daysLeft(closesOn, ctx.now) }
}

/** What waits to be laid open, per fund. */
export type PublishableFund = {
	number: string
	name: string
	budgetYear: number
	contact: string
	/** days the notice will stand, as the programme's rules say */
	days: number
	claims: ListedClaim[]
}

/** A claim whose notice has closed and that nothing holds any more. */
export type HeldClaim = { number: string; enterprise: string; amountFen: bigint }

/** An objection as the authority's people read it, with who raised it. */
export type DeskObjection = PublicObjection & {
	notice: string
	enterprise: string
	amountFen: bigint
	byName: string
	byContact: string
	text: string
	/** the reader reviewed this claim and so does not rule */
	isOwnReview: boolean
}

/** The authority's desk of notices: reviewed claims to lay open, its notices, objections, and claims free again. */
export async function noticeDesk(ctx: Context): Promise<{
	funds: PublishableFund[]
	notices: NoticeListItem[]
	objections: DeskObjection[]
	held: HeldClaim[]
}> {
	const { organisationId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'claim.view', { authorityId: organisationId })
	const [funds, notices, objections, held] = await Promise.all([
		publishableFunds(ctx, organisationId),
		listNotices(ctx, { authorityId: organisationId }),
		deskObjections(ctx, organisationId, accountId),
		heldClaims(ctx, organisationId),
	])
	return { funds, notices, objections, held }
}

/** Funds with reviewed claims whose programme asks for a notice. */
async function publishableFunds(ctx: Context, authorityId: bigint): Promise<PublishableFund[]> {
	const claims = await listedClaims(ctx, { authorityId })
	const documents = await documentsOf(
		ctx,
		claims.map((claim) => claim.versionId),
	)
	const daysOf = (claim: ListedClaim) => claimNoticeDays(documents.get(claim.versionId)!)
	const funds = await ctx.db.$queryRaw<
		{ id: bigint; number: string; name: string; budgetYear: number; contact: string }[]
	>`
		SELECT f.id, f.number, f.name, f.budget_year AS "budgetYear",
			COALESCE((SELECT r.contact FROM round r WHERE r.fund_id = f.id ORDER BY r.id DESC LIMIT 1), '') AS contact
		FROM fund f WHERE f.authority_id = ${authorityId} ORDER BY f.id`
	return funds.flatMap(({ id, ...fund }) => {
		const listed = claims.filter((claim) => claim.fundId === id && daysOf(claim) > 0)
		return listed.length > 0 ? [{ ...fund, days: Math.max(...listed.map(daysOf)), claims: listed }] : []
	})
}

const heldClaims = (ctx: Context, authorityId: bigint) => ctx.db.$queryRaw<HeldClaim[]>`
	SELECT c.number, e.name AS enterprise, c.approved_fen AS "amountFen"
	FROM claim c
	JOIN fund f ON f.id = c.fund_id
	JOIN organisation e ON e.id = c.enterprise_id
	WHERE f.authority_id = ${authorityId} AND c.state = 'on_notice' AND c.approved_at IS NULL
		AND NOT EXISTS (SELECT FROM notice_item i JOIN notice n ON n.id = i.notice_id WHERE i.claim_id = c.id AND n.state = 'open')
		AND NOT EXISTS (SELECT FROM objection b WHERE b.claim_id = c.id AND b.state = 'open')
	ORDER BY c.id`

const deskObjections = (ctx: Context, authorityId: bigint, accountId: bigint) => ctx.db.$queryRaw<DeskObjection[]>`
	SELECT b.number, c.number AS claim, b.state, b.ruling, b.ruled_at AS "ruledAt", b.created_at AS "createdAt",
		n.number AS notice, e.name AS enterprise, c.approved_fen AS "amountFen", b.by_name AS "byName",
		b.by_contact AS "byContact", b.text, (c.reviewed_by_id = ${accountId}) AS "isOwnReview"
	FROM objection b
	JOIN notice n ON n.id = b.notice_id
	JOIN claim c ON c.id = b.claim_id
	JOIN organisation e ON e.id = c.enterprise_id
	WHERE n.authority_id = ${authorityId}
	ORDER BY (b.state = 'open') DESC, b.id DESC
	LIMIT 100`
