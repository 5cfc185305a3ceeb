import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { orRefusal } from '#app/domain/identity/database-refusals.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { DomainError } from '#app/lib/errors.ts'
import { plainOrders } from './claimable-orders.server.ts'
import { reckonClaim } from './reckon-claim.server.ts'
import { orderLine } from './start-claim.server.ts'

/** A round that takes claims of a programme without vouchers. */
export type ClaimRound = {
	number: string
	name: string
	noticeNo: string
	programme: string
	closesAt: Date
	roundId: bigint
	programmeId: bigint
	versionId: bigint
	fundId: bigint
	mode: 'deduct' | 'reimburse'
}

/** Rounds open today in programmes without vouchers, first to close first. */
export async function claimRounds(ctx: Context): Promise<ClaimRound[]> {
	const rows = await ctx.db.$queryRaw<(Omit<ClaimRound, 'mode'> & { document: unknown })[]>`
		SELECT r.number, r.name, r.notice_no AS "noticeNo", p.name AS programme, r.closes_at AS "closesAt", r.id AS "roundId",
			r.programme_id AS "programmeId", r.version_id AS "versionId", r.fund_id AS "fundId", v.document
		FROM round r
		JOIN programme p ON p.id = r.programme_id
		JOIN programme_version v ON v.id = r.version_id
		JOIN fund f ON f.id = r.fund_id
		WHERE r.state = 'approved' AND r.opens_at <= ${ctx.now} AND r.closes_at > ${ctx.now} AND NOT p.is_sample
			AND f.state = 'approved' AND v.document -> 'grant' ->> 'object' = 'none'
		ORDER BY r.closes_at, r.id`
	return rows.map(({ document, ...round }) => ({ ...round, mode: programmeDocument.parse(document).process.paymentMode.mode }))
}

/**
 * The enterprise starts a claim in an open round of a programme without vouchers, with or without accepted orders it paid
 * in full itself; contracts outside the platform are added line by line. Throws round.not_open, claim.already_claimed.
 */
export async function startClaimOnly(
	ctx: Context,
	{ round: roundNumber, orders: numbers }: { round: string; orders: readonly string[] },
): Promise<{ number: string }> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'claim.submit', { organisationId })
	const round = (await claimRounds(ctx)).find((candidate) => candidate.number === roundNumber)
	if (!round) throw new DomainError('round.not_open', { number: roundNumber })
	const claimable = await plainOrders(ctx)
	const orders = claimable.filter((order) => numbers.includes(order.number))
	if (orders.length !== new Set(numbers).size) throw new DomainError('claim.already_claimed')

	const number = await nextNumber(ctx, 'claim')
	const write = transact(ctx, async (tx) => {
		const claim = await tx.db.claim.create({
			data: {
				number,
				programmeId: round.programmeId,
				versionId: round.versionId,
				roundId: round.roundId,
				fundId: round.fundId,
				kind: 'claim_only',
				mode: round.mode,
				claimantId: organisationId,
				enterpriseId: organisationId,
				createdAt: ctx.now,
			},
		})
		await tx.db.claimLine.createMany({
			data: orders.map((order, index) => ({ ...orderLine(order, claim.id, index + 1), claimedFen: 0n })),
		})
		if (orders.length > 0) await reckonClaim(tx, { number })
		await record(tx, 'claim.started', number, { round: round.number, orders: orders.map((order) => order.number) })
		await announce(tx, 'claim.started', { claimId: claim.id, number })
	})
	await orRefusal(write)
	return { number }
}
