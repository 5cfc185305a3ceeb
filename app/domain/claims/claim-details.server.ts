import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf, type Permission } from '#app/domain/identity/policy.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { DomainError } from '#app/lib/errors.ts'
import { offers } from '#app/lib/machine.ts'
import { fen } from '#app/lib/money.ts'
import { type Check, checkClaim, type Party } from './check-claim.ts'
import { type ClaimEvent, claimMachine, isCut, isEditable } from './claim.ts'
import { readEvaluation } from './claim-evaluation.ts'
import { type ClaimHead, readHead } from './claim-head.server.ts'
import { type ClaimLineView, claimLines, lineFacts } from './claim-lines.server.ts'
import { evaluateClaim } from './claim-rules.server.ts'

export type PayeeChoice = {
	number: string
	accountName: string
	accountNo: string
	bankName: string
	isChosen: boolean
}

/** A claim as its pages show it: without the programme's document, which stays on the server. */
export type ClaimView = Omit<ClaimHead, 'document' | 'evaluation'>

export type ClaimDetails = {
	claim: ClaimView
	/** who reads: the claimant, the other party of its orders, or the authority */
	viewer: 'claimant' | 'party' | 'authority'
	lines: ClaimLineView[]
	checks: Check[]
	evaluation: Evaluation | null
	payees: PayeeChoice[]
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
	if (viewer === 'authority' && head.state === 'draft') throw new DomainError('not_found', { number })

	const lines = await claimLines(ctx, head.id, viewer !== 'authority')
	const { rules, stored } = await rulesOf(ctx, head, lines)
	const payees = await payeesOf(ctx, head)
	const chosen = payees.find((payee) => payee.isChosen) ?? (isEditable(head.state) ? payees[0] : undefined)
	const enterprise: Party = head.enterprise
	const checks = checkClaim({
		lines: lines.map((line) => lineFacts(line, enterprise)),
		claimedFen: fen(head.claimedFen),
		claimant: head.claimant,
		payee: chosen ? { accountName: chosen.accountName, isConfirmed: true } : null,
		window:
			head.kind === 'claim_only' && head.round
				? { from: head.round.serviceFrom, until: head.round.serviceUntil }
				: null,
		rules,
		isUnderVoucher: head.kind === 'voucher',
	})
	const possible = offers(claimMachine, head.state)
	const asked = (event: ClaimEvent) => eventPermission(event, head)
	const { document: _document, evaluation: _evaluation, ...claim } = head
	return {
		claim,
		viewer,
		lines,
		checks,
		evaluation: stored ?? rules,
		payees,
		offers: possible.filter((event) =>
			asked(event).some((need) => can(ctx.actor, need.permission, { ...owners, doneBy: need.doneBy })),
		),
		blockedBySelf: possible.filter((event) =>
			asked(event).some(
				(need) =>
					can(ctx.actor, need.permission, owners) &&
					!can(ctx.actor, need.permission, { ...owners, doneBy: need.doneBy }),
			),
		),
	}
}

type Need = { permission: Permission; doneBy: (bigint | null)[] }

/** What an event of the machine asks of a person here; none: it is not taken on this page. */
function eventPermission(event: ClaimEvent, head: ClaimHead): Need[] {
	const reviewer = [head.submittedById]
	switch (event) {
		case 'submit':
			return [{ permission: 'claim.submit', doneBy: [] }]
		case 'withdraw':
			return [{ permission: 'claim.withdraw', doneBy: [] }]
		case 'return':
		case 'review':
			return [{ permission: 'claim.review', doneBy: reviewer }]
		case 'approve':
			if (head.approvedFen === 0n || (head.state === 'reviewed' && head.needsNotice)) return []
			return [
				{
					permission: 'claim.approve',
					doneBy: isCut(head) && head.state === 'reviewed' ? [...reviewer, head.reviewedById] : reviewer,
				},
			]
		case 'refuse':
			if (head.state !== 'reviewed' || head.approvedFen !== 0n) return []
			return [{ permission: 'claim.approve', doneBy: [...reviewer, head.reviewedById] }]
		default:
			return []
	}
}

/** The rules' answer: today's while the claim can change, else the one it was submitted with. */
async function rulesOf(ctx: Context, head: ClaimHead, lines: readonly ClaimLineView[]) {
	const stored = readEvaluation(head.evaluation)
	if (stored && !isEditable(head.state) && head.state !== 'submitted') return { rules: stored, stored }
	return { rules: await evaluateClaim(ctx, head, lines), stored: isEditable(head.state) ? null : stored }
}

/** Confirmed accounts of the claimant: to choose from while it is a draft, afterwards the one chosen. */
async function payeesOf(ctx: Context, head: ClaimHead): Promise<PayeeChoice[]> {
	const accounts = await ctx.db.payeeAccount.findMany({
		where: {
			organisationId: head.claimantId,
			state: 'confirmed',
			...(isEditable(head.state) ? {} : { id: head.payeeAccountId ?? 0n }),
		},
		orderBy: { confirmedAt: 'desc' },
	})
	return accounts.map(({ id, number, accountName, accountNo, bankName }) => ({
		number,
		accountName,
		accountNo: `${accountNo.slice(0, 4)} **** **** ${accountNo.slice(-4)}`,
		bankName,
		isChosen: id === head.payeeAccountId,
	}))
}
