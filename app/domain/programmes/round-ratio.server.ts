import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { RatioInput } from './programme.ts'
import { documentOf } from './programmes.server.ts'

/** The ratio of a round: what the rules leave to the year (动态调整), published once for all claims of the round. */

/** Where a round's ratio stands. `kind`: what its rules ask for. */
export type RoundRatio = {
	kind: 'rate' | 'factor'
	/** the newest proposal, in basis points */
	proposal: { bp: number; documentNo: string; proposedById: bigint } | null
	isApproved: boolean
}

/** The ratios of rounds whose rules ask for one, by round; the others are not in the answer. */
export async function ratiosOf(
	ctx: Context,
	rounds: readonly { id: bigint; versionId: bigint }[],
): Promise<Map<bigint, RoundRatio>> {
	const kinds = new Map<bigint, RoundRatio['kind']>()
	for (const { id, versionId } of rounds) {
		const { published } = (await documentOf(ctx, versionId)).subsidy.rate
		if (published) kinds.set(id, published.kind)
	}
	if (kinds.size === 0) return new Map()
	const where = { where: { roundId: { in: [...kinds.keys()] } } }
	const [proposals, approvals] = await Promise.all([
		ctx.db.roundRatio.findMany({ ...where, orderBy: { id: 'asc' } }),
		ctx.db.roundRatioApproval.findMany(where),
	])
	return new Map(
		[...kinds].map(([id, kind]) => {
			const proposal = proposals.filter(({ roundId }) => roundId === id).at(-1) ?? null
			return [id, { kind, proposal, isApproved: approvals.some(({ roundId }) => roundId === id) }]
		}),
	)
}

/**
 * Proposes the ratio of an approved round, or another one in its place while none is approved. It counts when another officer
 * approves it. Throws state.not_allowed where the rules ask for none or one is approved, not_found.
 */
export async function proposeRatio(ctx: Context, { round: number, percent, documentNo }: RatioInput): Promise<void> {
	const { round, ratio } = await findRound(ctx, number)
	authorize(ctx.actor, 'round.edit', { authorityId: round.programme.authorityId })
	if (!ratio || ratio.isApproved || round.state === 'draft')
		throw new DomainError('state.not_allowed', { state: round.state })
	await orRefusal(
		transact(ctx, async (tx) => {
			await tx.db.roundRatio.create({
				data: {
					roundId: round.id,
					kind: ratio.kind,
					bp: percent,
					documentNo,
					proposedById: memberOf(tx.actor).accountId,
					proposedAt: tx.now,
				},
			})
			await record(tx, 'round.ratio_proposed', number, { kind: ratio.kind, bp: percent, documentNo })
		}),
	)
}

/** Approves the newest proposal; from then on claims of the round are reckoned with it. Throws access.other_person, state.not_allowed, state.changed_meanwhile. */
export async function approveRatio(ctx: Context, { round: number, bp }: { round: string; bp: number }): Promise<void> {
	const { round, ratio } = await findRound(ctx, number)
	authorize(ctx.actor, 'round.approve', {
		authorityId: round.programme.authorityId,
		doneBy: ratio?.proposal ? [ratio.proposal.proposedById] : [],
	})
	if (!ratio?.proposal || ratio.isApproved) throw new DomainError('state.not_allowed', { state: round.state })
	if (ratio.proposal.bp !== bp) throw new DomainError('state.changed_meanwhile')
	const newest = await ctx.db.roundRatio.findFirstOrThrow({ where: { roundId: round.id }, orderBy: { id: 'desc' } })
	await orRefusal(
		transact(ctx, async (tx) => {
			await tx.db.roundRatioApproval.create({
				data: {
					roundId: round.id,
					ratioId: newest.id,
					approvedById: memberOf(tx.actor).accountId,
					approvedAt: tx.now,
				},
			})
			await record(tx, 'round.ratio_approved', number, { kind: ratio.kind, bp })
			await announce(tx, 'round.ratio_approved', { roundId: round.id })
		}),
	)
}

async function findRound(ctx: Context, number: string) {
	const round = await ctx.db.round.findUnique({ where: { number }, include: { programme: true } })
	if (!round) throw new DomainError('not_found', { number })
	return { round, ratio: (await ratiosOf(ctx, [round])).get(round.id) }
}
