import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { authorize, can, memberOf, type Permission } from '#app/domain/identity/policy.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import type { Related } from '#app/domain/relations/relations.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { offers } from '#app/lib/machine.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { type Check, checkClaim } from './check-claim.ts'
import { type ClaimEvent, claimMachine, earlierHands, isEditable } from './claim.ts'
import { readEvaluation } from './claim-evaluation.ts'
import { claimExcess, isTakenBack } from './claim-excess.server.ts'
import { type ChosenPayee, type ClaimHead, readHead } from './claim-head.server.ts'
import { type ClaimLineView, claimLines, lineFacts } from './claim-lines.server.ts'
import { type PairView, pairViews } from './claim-pairs.ts'
import { claimRelations, lineRelation } from './claim-relations.server.ts'
import { evaluateClaim } from './claim-rules.server.ts'
import { isSameProject } from './open-flags.server.ts'
import { type SimilarClaim, similarClaims } from './similar-claims.server.ts'

/** A claim as its pages show it: without the programme's document, which stays on the server. */
export type ClaimView = Omit<ClaimHead, 'document' | 'evaluation'>

export type ClaimDetails = {
	claim: ClaimView
	/** the day it should have been reviewed by is over */
	isReviewLate: boolean
	/** who reads: the claimant, the other party of its orders, or the authority */
	viewer: 'claimant' | 'party' | 'authority'
	lines: ClaimLineView[]
	checks: Check[]
	evaluation: Evaluation | null
	/** what ties the enterprise to each provider, for the authority; empty for everybody else */
	pairs: PairView[]
	/** claims that look like the same project, for the authority; empty for everybody else */
	alike: SimilarClaim[]
	/** what is approved, neither cut nor demanded back, above what the rules give since a red-letter fapiao came; 0 when none did */
	excessFen: bigint
	/** this person may judge relations and duplicates */
	mayJudge: boolean
	/** accounts to choose from, while the claim can change */
	payees: ChosenPayee[]
	/** steps this person may take now */
	offers: ClaimEvent[]
	/** a step of theirs that another person must take */
	blockedBySelf: ClaimEvent[]
}

/**
 * A claim with its lines, papers and checks, for its claimant, the other party, or the authority. The authority sees a
 * report's number, date and fingerprint, never its body. Throws not_found, access.denied.
 */
export async function getClaim(ctx: Context, number: string): Promise<ClaimDetails> {
	const head = await readHead(ctx, number)
	const owners = { organisationId: head.claimantId, enterpriseId: head.enterpriseId, authorityId: head.authorityId }
	authorize(ctx.actor, 'claim.view', owners)
	const me = memberOf(ctx.actor).organisationId
	const viewer = me === head.claimantId ? 'claimant' : me === head.authorityId ? 'authority' : 'party'
	if (viewer !== 'claimant' && head.state === 'draft') throw new DomainError('not_found', { number })

	const lines = await claimLines(ctx, head.id, viewer !== 'authority')
	const related = await claimRelations(ctx, head, lines)
	const { rules, stored } = await rulesOf(ctx, head, lines, related)
	const payees = isEditable(head.state) ? await payeesOf(ctx, head) : []
	const chosen = isEditable(head.state) ? payees[0] : head.payee
	const alike = viewer === 'authority' ? await similarClaims(ctx, head.id, head.authorityId) : []
	const checks = checkClaim({
		at: shanghaiDay(head.submittedAt ?? ctx.now),
		lines: lines.map((line) => lineFacts(line, head.enterprise, lineRelation(head.document, related, line))),
		claimedFen: fen(head.claimedFen),
		claimant: head.claimant,
		payee: chosen ?? null,
		window:
			head.kind === 'claim_only' && head.round
				? { from: head.round.serviceFrom, until: head.round.serviceUntil }
				: null,
		rules,
		isUnderVoucher: head.kind === 'voucher',
	})
	checks.push(...likenessChecks(alike))
	const excess = await claimExcess(ctx, head, lines, related)
	const allowed = offers(claimMachine, head.state).filter((event) => {
		const permission = permissionFor(event, head)
		return permission !== null && can(ctx.actor, permission, owners)
	})
	const isFree = (event: ClaimEvent) =>
		can(ctx.actor, permissionFor(event, head)!, { ...owners, doneBy: earlierHands(event, head) })
	const { document: _document, evaluation: _evaluation, ...claim } = head
	return {
		claim,
		isReviewLate: head.state === 'submitted' && head.reviewDueOn !== null && head.reviewDueOn < shanghaiDay(ctx.now),
		viewer,
		lines,
		checks,
		evaluation: stored ?? rules,
		pairs: viewer === 'authority' ? pairViews(head.document, related, lines) : [],
		alike,
		excessFen: excess.amountFen,
		mayJudge: can(ctx.actor, 'relation.judge', { ...owners, doneBy: [head.submittedById] }),
		payees,
		offers: allowed.filter(isFree),
		blockedBySelf: allowed.filter((event) => !isFree(event)),
	}
}

/** One check about all claims that look alike; none when there are none. */
function likenessChecks(alike: readonly SimilarClaim[]): Check[] {
	if (alike.length === 0) return []
	const same = alike.filter(isSameProject)
	const open = alike.filter(({ judgement }) => judgement === null)
	const verdict = same.length > 0 ? 'stop' : open.length > 0 ? 'warn' : 'ok'
	const claims = same.map(({ number }) => number).join('、')
	return [{ code: 'likeness', verdict, lineNo: null, values: { n: open.length || alike.length, claims } }]
}

/** The permission an event asks for here; none: it is not taken on this page. */
function permissionFor(event: ClaimEvent, head: ClaimHead): Permission | null {
	const refusesAll = head.approvedFen === 0n
	if (event === 'submit') return 'claim.submit'
	if (event === 'withdraw') return 'claim.withdraw'
	if (event === 'return' || event === 'review') return 'claim.review'
	if (event === 'approve') return refusesAll || (head.state === 'reviewed' && head.needsNotice) ? null : 'claim.approve'
	if (event === 'refuse') return head.state === 'reviewed' && refusesAll ? 'claim.approve' : null
	return null
}

/**
 * The rules' answer: today's while the claim can change, or has to be reviewed again since something was taken back of what it
 * stands on; else the one it was submitted with.
 */
async function rulesOf(
	ctx: Context,
	head: ClaimHead,
	lines: readonly ClaimLineView[],
	related: ReadonlyMap<string, Related>,
) {
	const stored = readEvaluation(head.evaluation)
	const isReviewed = head.state === 'reviewed' || head.state === 'on_notice'
	const isOpen = isEditable(head.state) || head.state === 'submitted' || (isReviewed && lines.some(isTakenBack))
	if (stored && !isOpen) return { rules: stored, stored }
	return { rules: await evaluateClaim(ctx, head, lines, related), stored: isEditable(head.state) ? null : stored }
}

/** Confirmed accounts of the claimant to choose from, the one chosen before first. */
async function payeesOf(ctx: Context, head: ClaimHead): Promise<ChosenPayee[]> {
	const accounts = await ctx.db.payeeAccount.findMany({
		where: { organisationId: head.claimantId, state: 'confirmed' },
		orderBy: { confirmedAt: 'desc' },
	})
	return accounts
		.map(({ number, accountName, accountNo, bankName }) => ({
			number,
			accountName,
			accountNo: maskAccount(accountNo),
			bankName,
			isConfirmed: true,
		}))
		.sort((a, b) => Number(b.number === head.payee?.number) - Number(a.number === head.payee?.number))
}
