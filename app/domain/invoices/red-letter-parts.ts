import { fen, least } from '#app/lib/money.ts'

/**
 * What a red-letter fapiao takes from each part its invoice was given out in: first from the part it was handed in for,
 * then from the others in their order, never more than a part still has. What is left over was never given out.
 */
export function redLetterParts(
	amountFen: bigint,
	parts: readonly { id: bigint; leftFen: bigint }[],
	first: bigint,
): { partId: bigint; amountFen: bigint }[] {
	let rest = amountFen
	return [...parts]
		.sort((a, b) => Number(b.id === first) - Number(a.id === first) || (a.id < b.id ? -1 : 1))
		.flatMap(({ id, leftFen }) => {
			const taken = least(fen(leftFen), fen(rest))
			rest -= taken
			return taken > 0n ? [{ partId: id, amountFen: taken }] : []
		})
}
