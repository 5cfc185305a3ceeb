import type { Machine } from '#app/lib/machine.ts'
import { type Money, sum } from '#app/lib/money.ts'

export const claimStates = [
	'draft',
	'submitted',
	'returned',
	'reviewed',
	'on_notice',
	'approved',
	'partly_paid',
	'paid',
	'refused',
	'withdrawn',
] as const
export type ClaimState = (typeof claimStates)[number]

export type ClaimEvent =
	| 'submit'
	| 'withdraw'
	| 'return'
	| 'review'
	| 'publish'
	| 'take_off_notice'
	| 'approve'
	| 'refuse'
	| 'pay_part'
	| 'pay_all'
	| 'pay_back'

/** The life of a claim. The payment events belong to the books: they follow from the pay lines' settlement. */
export const claimMachine: Machine<ClaimState, ClaimEvent> = {
	submit: { from: ['draft', 'returned'], to: 'submitted' },
	withdraw: { from: ['draft', 'returned', 'submitted'], to: 'withdrawn' },
	return: { from: ['submitted'], to: 'returned' },
	review: { from: ['submitted', 'reviewed'], to: 'reviewed' },
	publish: { from: ['reviewed'], to: 'on_notice' },
	take_off_notice: { from: ['on_notice'], to: 'reviewed' },
	approve: { from: ['reviewed', 'on_notice'], to: 'approved' },
	refuse: { from: ['reviewed', 'on_notice'], to: 'refused' },
	pay_part: { from: ['approved', 'paid'], to: 'partly_paid' },
	pay_all: { from: ['approved', 'partly_paid'], to: 'paid' },
	pay_back: { from: ['partly_paid', 'paid'], to: 'approved' },
}

/** States in which the claimant may change lines and papers. */
export const isEditable = (state: string) => state === 'draft' || state === 'returned'

/** The text of the commitment (承诺书) a claim is handed in with: a provider answers for its reward in other words. */
export const commitmentOf = (kind: string) => (kind === 'reward' ? 'commitment_reward' : 'commitment_text')

/** The order of states as the trail on the claim's page shows them. */
export const claimTrack = ['draft', 'submitted', 'reviewed', 'on_notice', 'approved', 'paid'] as const

/** Parts of a claim a reviewer can mark for correction. Texts: `claim.part_*`. */
export const correctableParts = ['contract', 'invoice', 'payment', 'report', 'amount', 'payee', 'commitment'] as const
export type CorrectablePart = (typeof correctableParts)[number]

/** Queues of the review desk. */
export const queues = ['review', 'confirm', 'notice', 'done'] as const
export type Queue = (typeof queues)[number]

export const queueStates: Record<Queue, readonly ClaimState[]> = {
	review: ['submitted'],
	confirm: ['reviewed'],
	notice: ['on_notice'],
	done: ['approved', 'partly_paid', 'paid', 'refused', 'returned'],
}

/** A reviewer's decision on one line. */
export type LineDecision = { lineNo: number; approvedFen: Money; reason: string; article: string }

/** What is wrong with decisions on the lines of a claim, or null. Every line is decided once, never above what is claimed. */
export function decisionFault(
	lines: readonly { lineNo: number; claimedFen: bigint }[],
	decisions: readonly LineDecision[],
): 'line_missing' | 'above_claimed' | 'cut_needs_reason' | null {
	const byNo = new Map(decisions.map((decision) => [decision.lineNo, decision]))
	if (byNo.size !== decisions.length || byNo.size !== lines.length) return 'line_missing'
	for (const line of lines) {
		const decision = byNo.get(line.lineNo)
		if (!decision) return 'line_missing'
		if (decision.approvedFen > line.claimedFen) return 'above_claimed'
		if (decision.approvedFen < line.claimedFen && (!decision.reason || !decision.article)) return 'cut_needs_reason'
	}
	return null
}

/** What is approved in all, in fen. */
export const approvedTotal = (decisions: readonly { approvedFen: Money }[]) => sum(decisions.map((d) => d.approvedFen))

/** Whether less is approved than was claimed. */
export const isCut = (claim: { claimedFen: bigint; approvedFen: bigint | null }) =>
	claim.approvedFen !== null && claim.approvedFen < claim.claimedFen

type Hands = {
	state: string
	claimedFen: bigint
	approvedFen: bigint | null
	submittedById: bigint | null
	reviewedById: bigint | null
}

/**
 * Who may not take a step because of what they did before: nobody reviews or approves what they submitted; a refusal, and
 * a cut that no public notice has shown, are confirmed by another person than the reviewer.
 */
export function earlierHands(event: ClaimEvent, claim: Hands): (bigint | null)[] {
	if (event === 'submit' || event === 'withdraw') return []
	const needsAnother = event === 'refuse' || (event === 'approve' && isCut(claim) && claim.state === 'reviewed')
	return needsAnother ? [claim.submittedById, claim.reviewedById] : [claim.submittedById]
}
