import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'
import { voucherDays } from '#app/domain/programmes/voucher-days.ts'
import type { LocalDate } from '#app/lib/time.ts'

export type GrantTerms = {
	faceFen: bigint
	/** amount per source of the fund, in their order */
	split: bigint[]
	useBy: LocalDate | null
	redeemBy: LocalDate | null
	encumbrance: 'grant' | 'order'
	draws: Evaluation['draws']
}

/** What the rules grant on a day, in the terms of the books. Throws when the fund lacks a payer of the rules. */
export function grantTerms(
	document: ProgrammeDocument,
	evaluation: Evaluation,
	{ sources, on }: { sources: readonly string[]; on: LocalDate },
): GrantTerms {
	return {
		faceFen: evaluation.amountFen,
		split: splitBySource(evaluation, sources),
		...voucherDays(document, on),
		encumbrance: document.process.encumbrance.point === 'grant' ? 'grant' : 'order',
		draws: evaluation.draws,
	}
}

/** The split of the rules by payer as one amount per source of the fund. Throws when the fund lacks a payer of the rules. */
export function splitBySource({ split }: Pick<Evaluation, 'split'>, sources: readonly string[]): bigint[] {
	for (const { source, amountFen } of split)
		if (amountFen > 0n && !sources.includes(source)) throw new Error(`the fund has no source ${source}`)
	return sources.map((code) => split.find(({ source }) => source === code)?.amountFen ?? 0n)
}
