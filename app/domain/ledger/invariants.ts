import type { Invariant, InvariantPass } from './invariant.ts'
import { advanceInvariants } from './invariants-advances.ts'
import { clearingInvariants } from './invariants-clearings.ts'
import { drawInvariants } from './invariants-draws.ts'
import { entitlementInvariants, entitlementPass } from './invariants-entitlements.ts'
import { fundInvariants, fundPass } from './invariants-funds.ts'
import { periodInvariants } from './invariants-periods.ts'
import { rewardInvariants } from './invariants-rewards.ts'
import { claimPass, settlementInvariants } from './invariants-settlement.ts'
import { yearEndInvariants } from './invariants-year-end.ts'

export type { Invariant, InvariantPass } from './invariant.ts'

/**
 * What must hold in the books at every moment besides the chain (verify-chain.server.ts), each as one set-based query that
 * answers the rows in which it does not: (subject, expected, actual). `books:verify` and the worker run all of them in one
 * snapshot. A module adds its own in invariants-NOUN.ts and spreads them in here.
 */
export const invariants: readonly Invariant[] = [
	...entitlementInvariants,
	...fundInvariants,
	...settlementInvariants,
	...clearingInvariants,
	...advanceInvariants,
	...rewardInvariants,
	...yearEndInvariants,
	...drawInvariants,
	...periodInvariants,
]

/** Invariants that share one expensive pass. */
export const invariantPasses: readonly InvariantPass[] = [fundPass, entitlementPass, claimPass]
