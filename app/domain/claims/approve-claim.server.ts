import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { type BooksArgs, callBooks } from '#app/domain/ledger/call-books.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { fen } from '#app/lib/money.ts'
import { claimMachine, earlierHands } from './claim.ts'
import { readEvaluation, shareApproved } from './claim-evaluation.ts'
import { claimNoticeDays } from './claim-process.ts'
import { type ClaimRow, findClaim, ownersOf } from './claim-row.server.ts'

/**
 * Approves a reviewed claim into pay lines per source: redeemed → payable, or, for a claim without a voucher, available →
 * payable by the split the rules gave. After the public notice where the programme has one; a cut approved without a
 * notice needs another person than its reviewer. Throws claim.notice_open, claim.objection_open, cap.exceeded,
 * fund.exhausted.
 */
export async function approveClaim(ctx: Context, { number }: { number: string }): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.approve', { ...ownersOf(claim), doneBy: earlierHands('approve', claim) })
	step(claimMachine, 'approve', claim.state)
	if (claim.state === 'reviewed' && (await needsNotice(ctx, claim)))
		throw new DomainError('claim.notice_open', { number })
	await callBooks(ctx, 'approve_claim', { claimId: claim.id, ...(await draws(ctx, claim)) })
}

/** Whether a claim must stand on a public notice before it is approved. */
async function needsNotice(ctx: Context, claim: { versionId: bigint }): Promise<boolean> {
	return claimNoticeDays(await documentOf(ctx, claim.versionId)) > 0
}

/** What a claim without a voucher draws on: the fund per source number, and caps. */
async function draws(ctx: Context, claim: ClaimRow): Promise<BooksArgs> {
	if (claim.kind === 'voucher') return {}
	const evaluation = readEvaluation(claim.evaluation)
	if (!evaluation || claim.approvedFen === null) throw new DomainError('state.not_allowed', { state: claim.state })
	const shares = shareApproved(evaluation, fen(claim.approvedFen))
	const sources = await ctx.db.fundingSource.findMany({ where: { fundId: claim.fundId }, orderBy: { sourceNo: 'asc' } })
	const highest = sources.at(-1)?.sourceNo ?? 0
	const split = Array.from({ length: highest }, (_, index) => {
		const source = sources.find((candidate) => candidate.sourceNo === index + 1)
		return shares.split.find((part) => part.source === source?.code)?.amountFen ?? fen(0)
	})
	return { split, draws: shares.draws }
}
