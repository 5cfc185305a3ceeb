import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { type BooksArgs, plainJson } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { isDrawn } from '#app/domain/programmes/giving-rules.ts'
import { type OpenRound, roundOf } from '#app/domain/programmes/rounds.server.ts'
import { refuseSanctioned } from '#app/domain/sanctions/sanctions.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import type { Money } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { applicationMachine } from './application.ts'
import { findApplication } from './application-row.server.ts'
import { evaluateApplication } from './application-rules.server.ts'
import { commitmentText } from './commitment.ts'
import { type Granted, grantedBefore, requestGrant } from './grant-queue.server.ts'
import { grantTerms } from './grant-terms.ts'
import { withOverIssue } from './over-issue.server.ts'

type Input = { requested: Money; signedCopy?: File | undefined }
export type Submitted = { number: string; voucherNumber: string | null }

/**
 * An enterprise applies in an open round with its 承诺书, stored word for word. Refused outside the round (round.not_open),
 * before verification, while another of its applications in this round lives (application.live_one), and when the rules
 * say no (voucher.not_eligible). Where the programme decides automatically, handing in and granting are one act of the
 * books; when the fund cannot give it, nothing is left behind. The same key and inputs answer with the first voucher.
 */
export async function submitApplication(
	ctx: Context,
	{ round: roundNumber, ...input }: { round: string } & Input,
): Promise<Submitted> {
	const member = memberOf(ctx.actor)
	const round = await openRound(ctx, roundNumber)
	authorize(ctx.actor, 'application.submit', { enterpriseId: member.organisationId })
	if (!member.isVerified) throw new DomainError('identity.not_verified')
	await refuseSanctioned(ctx, round.authorityId, member.organisationId)
	return round.document.grant.decidedBy === 'automatic' && !isDrawn(round.document)
		? submitAndGrant(ctx, round, member.organisationId, input)
		: submitForReview(ctx, round, member, input)
}

async function submitForReview(
	ctx: Context,
	round: OpenRound,
	member: { organisationId: bigint; accountId: bigint },
	input: Input,
): Promise<Submitted> {
	const content = await contentOf(ctx, round, member.organisationId, input, shanghaiDay(ctx.now))
	const number = await nextNumber(ctx, 'application')
	const work = transact(ctx, async (tx) => {
		const file = await storeCommitment(tx, input, member.organisationId)
		await tx.db.application.create({
			data: {
				...asColumns(content.data),
				number,
				roundId: round.id,
				enterpriseId: member.organisationId,
				submittedById: member.accountId,
				submittedAt: tx.now,
				commitmentFileId: file?.id ?? null,
			},
		})
		await record(tx, 'application.submitted', number, {
			requestedFen: input.requested,
			possibleFen: content.evaluation.amountFen,
		})
		await announce(tx, 'application.submitted', { number })
		return { number, voucherNumber: null }
	})
	return orRefusal(work, { enterprise_id: 'application.live_one', application_live: 'application.live_one' })
}

/** Hands in and grants in one act, in the fund's queue: nobody's decision but the rules'. */
async function submitAndGrant(ctx: Context, round: OpenRound, enterpriseId: bigint, input: Input): Promise<Submitted> {
	const inputs = { round: round.number, requestedFen: input.requested }
	const today = shanghaiDay(ctx.now)
	const terms = async () => {
		const { data, evaluation } = await contentOf(ctx, round, enterpriseId, input, today)
		const file = await storeCommitment(ctx, input, enterpriseId)
		const granted = grantTerms(round.document, evaluation, { sources: round.sources, on: today })
		return {
			application: { ...data, roundId: round.id, enterpriseId, commitmentFileId: file?.id ?? null },
			...(await withOverIssue(ctx, round.fundId, granted)),
		}
	}
	try {
		return submitted(await requestGrant(ctx, { fundId: round.fundId, ...(await terms()), inputs }))
	} catch (error) {
		// the same form sent again: what it has drawn itself must not speak against it
		const earlier = error instanceof DomainError && (await grantedBefore(ctx, inputs))
		if (earlier) return submitted(earlier)
		throw error
	}
}

const submitted = ({ applicationNumber, voucherNumber }: Granted): Submitted => ({
	number: applicationNumber ?? '',
	voucherNumber,
})

const storeCommitment = (ctx: Context, { signedCopy }: Input, organisationId: bigint) =>
	signedCopy && storeFile(ctx, signedCopy, { purpose: 'commitment', organisationId })

/** The enterprise hands a returned application in again, corrected: it goes back to the same queue. */
export async function resubmitApplication(
	ctx: Context,
	{ number, ...input }: { number: string } & Input,
): Promise<Submitted> {
	const application = await findApplication(ctx, number)
	authorize(ctx.actor, 'application.submit', application)
	const state = step(applicationMachine, 'resubmit', application.state)
	const member = memberOf(ctx.actor)
	const roundRow = await ctx.db.round.findUniqueOrThrow({
		where: { id: application.roundId },
		select: { number: true },
	})
	const round = await roundOf(ctx, roundRow.number)
	// judged as of the day it was first handed in: the time an officer took is not the applicant's fault
	const content = await contentOf(ctx, round, application.enterpriseId, input, shanghaiDay(application.submittedAt))
	const work = transact(ctx, async (tx) => {
		const file = await storeCommitment(tx, input, member.organisationId)
		const data = {
			...asColumns(content.data),
			state,
			submittedById: member.accountId,
			...(file ? { commitmentFileId: file.id } : {}),
		}
		const { count } = await tx.db.application.updateMany({
			where: { id: application.id, state: application.state },
			data,
		})
		if (count !== 1) throw new DomainError('state.changed_meanwhile', { number })
		await record(tx, 'application.resubmitted', number, {
			requestedFen: input.requested,
			possibleFen: content.evaluation.amountFen,
		})
		await announce(tx, 'application.submitted', { number })
	})
	await orRefusal(work)
	return { number, voucherNumber: null }
}

async function openRound(ctx: Context, number: string): Promise<OpenRound> {
	const round = await roundOf(ctx, number)
	if (round.isSample) throw new DomainError('programme.sample_not_open')
	if (!round.isApproved || !round.isOpen || round.document.grant.object === 'none')
		throw new DomainError('round.not_open', { number })
	return round
}

async function contentOf(
	ctx: Context,
	round: OpenRound,
	enterpriseId: bigint,
	input: Input,
	at: ReturnType<typeof shanghaiDay>,
) {
	const { facts, evaluation, enterprise } = await evaluateApplication(ctx, round, {
		enterpriseId,
		requestedFen: input.requested,
		at,
	})
	if (!isPossible(evaluation)) throw new DomainError('voucher.not_eligible', { reason: firstHindrance(evaluation) })
	return {
		evaluation,
		data: {
			versionId: round.versionId,
			requestedFen: input.requested,
			facts: facts as unknown as BooksArgs,
			evaluation: evaluation as unknown as BooksArgs,
			commitmentText: commitmentText(round.document, {
				enterpriseName: enterprise.name,
				creditCode: enterprise.creditCode,
				programmeName: round.document.name.zh,
				noticeNo: round.noticeNo,
			}),
		},
	}
}

/** The same for the query builder, which wants plain JSON. */
const asColumns = <T extends { facts: BooksArgs; evaluation: BooksArgs }>(data: T) => ({
	...data,
	facts: plainJson(data.facts),
	evaluation: plainJson(data.evaluation),
})

const isPossible = (evaluation: Evaluation) => evaluation.decision === 'eligible' && evaluation.amountFen > 0n
const firstHindrance = ({ reasons }: Evaluation) =>
	reasons.find(({ verdict }) => verdict === 'no' || verdict === 'needs')?.code ?? ''
