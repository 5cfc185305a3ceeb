import { z } from 'zod'
import { faultsOf } from './document-faults.ts'
import { fenAmount } from './document-parts.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import { factsSchema } from './facts.ts'
import { type DocumentFault, readJson } from './json-text.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** A worked sum of a programme: facts, and what must come out. Only the keys given in `expect` are compared. */
export const workedCase = z.strictObject({
	name: z.string().min(1).max(200).meta({ description: 'What the case is about, in one line.' }),
	facts: factsSchema,
	expect: z
		.strictObject({
			decision: z.enum(['eligible', 'not_eligible', 'needs']).optional().meta({
				description:
					'eligible: something is paid · not_eligible: nothing is, the reasons say why · needs: facts are missing. Unless it is eligible the amount is 0.',
			}),
			amountFen: fenAmount.optional(),
			split: z.record(z.string(), fenAmount).optional().meta({ description: 'Code of the payer → fen.' }),
			reason: z.string().optional().meta({
				description:
					'Holds when any reason has this code (chapter.rule, such as cap.firm-year, eligibility.headcount, floor.amount) or this article.',
			}),
			enterprisePaysFen: fenAmount
				.optional()
				.meta({ description: 'What stays with the enterprise of the full price.' }),
			baseFen: fenAmount.optional().meta({ description: 'What the rules were applied to.' }),
			needs: z
				.array(z.string())
				.optional()
				.meta({ description: 'Paths of missing facts that must be among those asked for.' }),
		})
		.meta({ description: 'What must come out. Only the keys given are compared.' }),
})
export type WorkedCase = z.output<typeof workedCase>
export const workedCases = z
	.array(workedCase)
	.max(5_000)
	.meta({
		description: 'Worked sums of a programme.',
		examples: [
			[
				{
					name: 'At the yearly cap',
					facts: {
						step: 'claim',
						at: '2025-06-30',
						enterprise: { number: 'E1' },
						money: { contractFen: '50000000' },
						used: { 'firm-year': '9000000' },
					},
					expect: { decision: 'eligible', amountFen: '1000000', reason: 'cap.firm-year' },
				},
			],
		],
	})

/** Reads cases from their JSON text: the cases, or every fault found. Never throws. */
export function readCasesText(text: string): { cases: WorkedCase[]; faults?: undefined } | { faults: DocumentFault[] } {
	const read = readJson(text, { characters: 20_000_000, items: 5_000 })
	if (read.fault) return { faults: [read.fault] }
	const parsed = workedCases.safeParse(read.json)
	return parsed.success ? { cases: parsed.data } : { faults: faultsOf(parsed.error) }
}

export type CaseResult = { name: string; passed: boolean; evaluation: Evaluation; differences: string[] }

/** Computes a case and names every difference from what it expects. */
export function checkCase(document: ProgrammeDocument, { name, facts, expect }: WorkedCase): CaseResult {
	const evaluation = evaluate(document, facts)
	const { split, reasons, needs } = evaluation
	const differences: string[] = []
	const compare = (what: string, expected: unknown, got: unknown) => {
		if (expected !== undefined && expected !== got) differences.push(`${what}: expected ${expected}, got ${got}`)
	}
	for (const key of ['decision', 'amountFen', 'enterprisePaysFen', 'baseFen'] as const)
		compare(key, expect[key], evaluation[key])
	for (const [source, amount] of Object.entries(expect.split ?? {}))
		compare(`split.${source}`, amount, split.find((part) => part.source === source)?.amountFen)
	if (expect.reason && !reasons.some(({ code, article }) => code === expect.reason || article === expect.reason))
		differences.push(`reason: ${expect.reason} is not among ${reasons.map(({ code }) => code).join(', ')}`)
	for (const path of expect.needs ?? [])
		if (!needs.includes(path)) differences.push(`needs: ${path} is not among ${needs.join(', ') || 'none'}`)
	return { name, passed: differences.length === 0, evaluation, differences }
}
