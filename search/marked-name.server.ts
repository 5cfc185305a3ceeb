import { compactOf } from './compact.ts'

/** A stretch of a name from its character `at`; `on` when it is what was looked for. */
export type Piece = { text: string; on: boolean; at: number }

/** Cuts a name where looked-for terms stand in it: `terms` are folded, longest first; spaces and dashes do not matter. */
export function piecesOf(name: string, terms: readonly string[]): Piece[] {
	// why: folding would change lengths, so only the case is folded and marks stay where the letters are
	const { text, isWordStart, isWordEnd, at } = compactOf(name.toLowerCase())
	const on = new Array<boolean>(name.length).fill(false)
	for (const term of terms) {
		const key = compactOf(term).text
		if (key === '') continue
		for (let found = text.indexOf(key); found >= 0; found = text.indexOf(key, found + 1)) {
			if (isWordStart[found] && isWordEnd[found + key.length - 1])
				on.fill(true, at[found], (at[found + key.length - 1] ?? 0) + 1)
		}
	}
	const pieces: Piece[] = []
	for (let i = 0; i < name.length; i++) {
		const last = pieces.at(-1)
		if (last && last.on === on[i]) last.text += name[i]
		else pieces.push({ text: name[i]!, on: on[i]!, at: i })
	}
	return pieces
}
