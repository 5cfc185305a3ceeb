const latin = /[a-z0-9]/

/** Folded text without spaces and joining marks, and where words may begin and end in it. */
export function compactOf(folded: string) {
	let text = ''
	const isWordStart: boolean[] = []
	const isWordEnd: boolean[] = []
	const at: number[] = []
	let gap = true
	for (let i = 0; i < folded.length; i++) {
		const char = folded[i]!
		if (/[\s\-_/·.()（）,，;；:：、+]/.test(char)) {
			if (text.length > 0) isWordEnd[text.length - 1] = true
			gap = true
			continue
		}
		const isLatin = latin.test(char)
		const isBoundary = gap || !isLatin || !latin.test(text.at(-1) ?? ' ')
		if (text.length > 0 && isBoundary) isWordEnd[text.length - 1] = true
		isWordStart[text.length] = isBoundary
		isWordEnd[text.length] = !isLatin || i === folded.length - 1
		at[text.length] = i
		text += char
		gap = false
	}
	return { text, isWordStart, isWordEnd, at }
}
