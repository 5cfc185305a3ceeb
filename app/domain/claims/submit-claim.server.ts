import type { Context } from '#app/domain/context.server.ts'
import { addWorkingDays } from '#app/domain/divisions/working-days.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import { type Check, checkClaim, evidenceCodes, stops } from './check-claim.ts'
import { claimMachine } from './claim.ts'
import { plainEvaluation } from './claim-evaluation.ts'
import { readHead } from './claim-head.server.ts'
import { claimLines, lineFacts } from './claim-lines.server.ts'
import { reviewWorkingDays } from './claim-process.ts'
import { claimRelations, lineRelation } from './claim-relations.server.ts'
import { changeClaim, findClaim, ownersOf } from './claim-row.server.ts'
import { evaluateClaim } from './claim-rules.server.ts'
import { reckonClaim } from './reckon-claim.server.ts'

/**
 * The claimant hands a claim in, with its commitment (承诺书) and the confirmed account to be paid to. Refused until
 * contract, invoice, payment and report of every line agree (claim.evidence_missing), after the voucher's last day for a
 * claim (claim.late), below the floor (claim.below_floor),
 * against the rules (claim.not_eligible), and without a confirmed account (claim.payee_missing). The rules' answer is kept
 * with it; the reviewer's time runs in working days. `seen` is the amount the claimant read: another one now is refused
 * (state.changed_meanwhile).
 */
export async function submitClaim(
	ctx: Context,
	{ number, payee, seen, commitmentText }: { number: string; payee: string; seen: Money; commitmentText: string },
): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'claim.submit', ownersOf(claim))
	const state = step(claimMachine, 'submit', claim.state)
	const account = await ctx.db.payeeAccount.findFirst({
		where: { number: payee, organisationId: claim.claimantId, state: 'confirmed' },
	})
	if (!account) throw new DomainError('claim.payee_missing')

	if (claim.kind !== 'voucher') await reckonClaim(ctx, claim) // caps may have been used up since the last line
	const head = await readHead(ctx, number)
	if (head.claimedFen !== seen) throw new DomainError('state.changed_meanwhile', { number })
	const lines = await claimLines(ctx, head.id, true)
	const related = await claimRelations(ctx, head, lines)
	const rules = await evaluateClaim(ctx, head, lines, related)
	const checks = checkClaim({
		at: shanghaiDay(head.submittedAt ?? ctx.now),
		lines: lines.map((line) => lineFacts(line, head.enterprise, lineRelation(head.document, related, line))),
		claimedFen: fen(head.claimedFen),
		claimant: head.claimant,
		payee: { accountName: account.accountName, isConfirmed: true },
		window:
			head.kind === 'claim_only'
				? head.round && { from: head.round.serviceFrom, until: head.round.serviceUntil }
				: null,
		rules,
		isUnderVoucher: head.kind === 'voucher',
	})
	refuseFor(stops(checks), lines.length)

	const today = shanghaiDay(ctx.now)
	const evaluation = plainEvaluation(rules)
	await changeClaim(ctx, claim, {
		data: {
			state,
			payeeAccountId: account.id,
			commitmentText,
			evaluation: evaluation as never, // why: plain JSON, which Prisma types otherwise
			submittedById: memberOf(ctx.actor).accountId,
			submittedAt: claim.submittedAt ?? ctx.now,
			reviewDueOn: dateOf(await addWorkingDays(ctx, today, reviewWorkingDays)),
			approvedFen: null,
			reviewReason: null,
		},
		action: claim.state === 'returned' ? 'claim.resubmitted' : 'claim.submitted',
		details: { claimedFen: head.claimedFen, payee: account.number, lines: lines.length },
	})
}

/** The refusal that says what to do first. */
function refuseFor(stopping: readonly Check[], lines: number): void {
	const missing = stopping.filter((check) => evidenceCodes.includes(check.code))
	if (lines === 0 || missing.length > 0)
		throw new DomainError('claim.evidence_missing', {
			missing: missing.map((check) => `${check.lineNo}:${check.code}`).join(','),
		})
	const codes = new Set(stopping.map((check) => check.code))
	if (codes.has('deadline')) throw new DomainError('claim.late')
	if (codes.has('payee') || codes.has('payee_name')) throw new DomainError('claim.payee_missing')
	if (codes.has('floor')) throw new DomainError('claim.below_floor')
	if (stopping.length > 0) throw new DomainError('claim.not_eligible')
}
