/** One row of what the search box offers. */
export type SuggestedItem = {
	kind: 'term' | 'category' | 'standard' | 'instrument' | 'provider'
	text: string
	to: string
}
export type SuggestAnswer = {
	items: SuggestedItem[]
	/** for an empty box: what the signed-in person looked for lately; null for visitors, whose browser keeps it */
	recent: string[] | null
}
