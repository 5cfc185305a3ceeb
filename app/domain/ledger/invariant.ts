/** What must hold in the books at every moment, as one set-based query that answers (subject, expected, actual) where it does not. */
export type Invariant = { name: string; says: string; sql: string }

/** Several invariants that share what is expensive: one query that answers (invariant, subject, expected, actual). */
export type InvariantPass = { invariants: readonly { name: string; says: string }[]; sql: string }
