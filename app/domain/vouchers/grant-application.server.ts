import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { isDrawn } from '#app/domain/programmes/giving-rules.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { type OpenRound, roundOf } from '#app/domain/programmes/rounds.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { applicationMachine } from './application.ts'
import { findApplication } from './application-row.server.ts'
import { evaluateApplication } from './application-rules.server.ts'
import { grantedBefore, requestGrant } from './grant-queue.server.ts'
import { grantTerms } from './grant-terms.ts'
import { withOverIssue } from './over-issue.server.ts'

/**
 * An officer grants what the rules allow, never more: submitted → granted. The rules are asked again with the caps of this
 * moment, on the day the application was handed in. Throws voucher.not_eligible when they now say no, fund.exhausted when
 * the fund cannot give it.
 */
export async function grantApplication(
	ctx: Context,
	{ number }: { number: string },
): Promise<{ voucherNumber: string }> {
	const application = await findApplication(ctx, number)
	authorize(ctx.actor, 'application.decide', {
		authorityId: application.authorityId,
		doneBy: [application.submittedById],
	})
	const inputs = { application: number }
	const earlier = await grantedBefore(ctx, inputs)
	if (earlier) return earlier
	step(applicationMachine, 'grant', application.state)
	const { number: roundNumber } = await ctx.db.round.findUniqueOrThrow({
		where: { id: application.roundId },
		select: { number: true },
	})
	const round: OpenRound = await roundOf(ctx, roundNumber)
	if (isDrawn(round.document)) throw new DomainError('draw.grants_only')
	const { evaluation } = await evaluateApplication(ctx, round, {
		enterpriseId: application.enterpriseId,
		requestedFen: fen(application.requestedFen),
		at: shanghaiDay(application.submittedAt),
	})
	if (evaluation.decision !== 'eligible' || evaluation.amountFen === 0n) throw new DomainError('voucher.not_eligible')
	// under the version it was handed in under, whatever the round runs under now
	const document = await documentOf(ctx, application.versionId)
	const terms = grantTerms(document, evaluation, { sources: round.sources, on: shanghaiDay(ctx.now) })
	return requestGrant(ctx, {
		fundId: application.fundId,
		application: { id: application.id },
		...(await withOverIssue(ctx, application.fundId, terms)),
		inputs,
	})
}
