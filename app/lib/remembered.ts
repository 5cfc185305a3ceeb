/**
 * A pure function of a text that remembers what it has answered, for what the same people ask again and again. At most
 * `most` answers are kept; then it begins anew. Answers are shared: nobody may change them.
 */
export function remembered<Answer>(of: (text: string) => Answer, most = 5_000): (text: string) => Answer {
	const kept = new Map<string, Answer>()
	return (text) => {
		const known = kept.get(text)
		if (known !== undefined) return known
		const answer = of(text)
		if (kept.size >= most) kept.clear()
		kept.set(text, answer)
		return answer
	}
}
