import { z } from 'zod'
import { fenAmount } from './document-parts.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import { factsSchema } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** A worked sum of a programme: facts, and what must come out. Only the keys given in `expect` are compared. */
export const workedCase = z.strictObject({
	name: z.string().min(1).max(200),
	facts: factsSchema,
	expect: z.strictObject({
		decision: z.enum(['eligible', 'not_eligible', 'needs']).optional(),
		amountFen: fenAmount.optional(),
		split: z.record(z.string(), fenAmount).optional().meta({ description: 'Source code → fen.' }),
		reason: z.string().optional().meta({ description: 'Holds when any reason has this code or this article.' }),
	}),
})
export type WorkedCase = z.output<typeof workedCase>
export const workedCases = z.array(workedCase).max(5_000)

export type CaseResult = { name: string; passed: boolean; evaluation: Evaluation; differences: string[] }

/** Computes a case and names every difference from what it expects. */
export function checkCase(document: ProgrammeDocument, { name, facts, expect }: WorkedCase): CaseResult {
	const evaluation = evaluate(document, facts)
	const differences: string[] = []
	const compare = (what: string, expected: unknown, got: unknown) => {
		if (expected !== undefined && expected !== got) differences.push(`${what}: expected ${expected}, got ${got}`)
	}
	compare('decision', expect.decision, evaluation.decision)
	compare('amountFen', expect.amountFen, evaluation.amountFen)
	for (const [source, amount] of Object.entries(expect.split ?? {}))
		compare(`split.${source}`, amount, evaluation.split.find((part) => part.source === source)?.amountFen)
	if (
		expect.reason &&
		!evaluation.reasons.some(({ code, article }) => code === expect.reason || article === expect.reason)
	)
		differences.push(`reason: ${expect.reason} is not among ${evaluation.reasons.map(({ code }) => code).join(', ')}`)
	return { name, passed: differences.length === 0, evaluation, differences }
}
