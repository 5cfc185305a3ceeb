import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { type OpenRound, openRounds } from '#app/domain/programmes/rounds.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { plainOrders } from './claimable-orders.server.ts'
import { reckonClaim } from './reckon-claim.server.ts'
import { orderLine } from './start-claim.server.ts'

/** Rounds open now in programmes without vouchers, where the enterprise claims what it paid itself. */
export async function claimRounds(ctx: Context): Promise<OpenRound[]> {
	const rounds = await openRounds(ctx)
	return rounds.filter((round) => round.isOpen && round.document.grant.object === 'none')
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
				roundId: round.id,
				fundId: round.fundId,
				kind: 'claim_only',
				mode: round.document.process.paymentMode.mode,
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
