import type { Context } from '#app/domain/context.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { isRepeat } from '#app/domain/ledger/repeat.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { isDrawn } from '#app/domain/programmes/giving-rules.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { roundOf } from '#app/domain/programmes/rounds.server.ts'
import { DomainError, type RefusalCode, refusals } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { applicationMachine } from './application.ts'
import { type ApplicationRow, findApplication } from './application-row.server.ts'
import { evaluateApplication } from './application-rules.server.ts'
import { voucherDays } from './grant-terms.ts'

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
	const earlier = await ctx.db.voucher.findUnique({
		where: { applicationId: application.id },
		select: { number: true },
	})
	if (earlier && (await isRepeat(ctx, earlier.number))) return { voucherNumber: earlier.number }
	step(applicationMachine, 'grant', application.state)
	return grant(ctx, application)
}

/** Grants at once what a programme decides without review: nobody's decision, so the platform's own act. */
export function grantAutomatically(ctx: Context, application: ApplicationRow): Promise<{ voucherNumber: string }> {
	return grant({ db: ctx.db, now: ctx.now, actor: system }, application)
}

async function grant(ctx: Context, application: ApplicationRow): Promise<{ voucherNumber: string }> {
	const roundRow = await ctx.db.round.findUniqueOrThrow({
		where: { id: application.roundId },
		select: { number: true },
	})
	const round = await roundOf(ctx, roundRow.number)
	if (isDrawn(round.document)) throw new DomainError('draw.grants_only')
	const { evaluation } = await evaluateApplication(ctx, round, {
		enterpriseId: application.enterpriseId,
		requestedFen: fen(application.requestedFen),
		at: shanghaiDay(application.submittedAt),
	})
	if (evaluation.decision !== 'eligible' || evaluation.amountFen === 0n) throw new DomainError('voucher.not_eligible')
	const [document, sources, number] = await Promise.all([
		documentOf(ctx, application.versionId),
		ctx.db.fundingSource.findMany({ where: { fundId: application.fundId }, orderBy: { sourceNo: 'asc' } }),
		nextNumber(ctx, 'voucher'),
	])
	const request = {
		applicationId: application.id,
		number,
		faceFen: evaluation.amountFen,
		split: splitBySource(evaluation, sources),
		...voucherDays(document, shanghaiDay(ctx.now)),
		encumbrance: document.process.encumbrance.point === 'grant' ? 'grant' : 'order',
		draws: evaluation.draws,
	}
	const { results } = await callBooks<{ results: { refusal?: string; number?: string }[] }>(ctx, 'grant_vouchers', {
		fundId: application.fundId,
		requests: [request],
	})
	const refusal = results[0]?.refusal
	if (refusal) throw new DomainError(Object.hasOwn(refusals, refusal) ? (refusal as RefusalCode) : 'state.not_allowed')
	return { voucherNumber: results[0]?.number ?? number }
}

/** The split of the rules by payer as one amount per source of the fund. Throws when the fund lacks a payer of the rules. */
export function splitBySource({ split }: Pick<Evaluation, 'split'>, sources: readonly { code: string }[]): bigint[] {
	for (const { source, amountFen } of split)
		if (amountFen > 0n && !sources.some(({ code }) => code === source))
			throw new Error(`the fund has no source ${source}`)
	return sources.map(({ code }) => split.find(({ source }) => source === code)?.amountFen ?? 0n)
}
