/** Names of columns in tables people export: compared without spaces, brackets, case and the currency. */

const plain = (text: string) => text.toLowerCase().replace(/[\s_()（）[\]:：#]|人民币|元$/g, '')
const unbracketed = (text: string) => text.replace(/[(（[【][^)）\]】]*[)）\]】]/g, '')

export type ColumnNames<K> = ReadonlyMap<string, { key: K; rank: number }>

/** Every known name of every column, with its rank among the names of that column. */
export const namesOf = <K extends string>(names: Readonly<Record<K, readonly string[]>>): ColumnNames<K> =>
	new Map(
		(Object.entries(names) as [K, readonly string[]][]).flatMap(([key, all]) =>
			all.map((name, rank) => [plain(name), { key, rank }] as const),
		),
	)

/** A name as it stands, or without what is put in brackets behind it: 借方发生额（支取）, 用途[ Purpose ]. */
export const columnNamed = <T>(names: ReadonlyMap<string, T>, cell: string): T | undefined =>
	names.get(plain(cell)) ?? names.get(plain(unbracketed(cell)))

/** What a header row is known by, so that the next file with the same columns is read as a person said of this one. */
export const signatureOf = (cells: readonly string[]) => {
	const names = cells.map(plain)
	while (names.at(-1) === '') names.pop()
	return names.join('|')
}

/** A cell without control characters and the marks spreadsheets put around long numbers: ="0123", an apostrophe. */
export function cellText(cell: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that go
	const clean = cell.replace(/[\u0000-\u001F\u007F-\u009F]/g, ' ').trim()
	if (clean[0] !== '=' && clean[0] !== "'") return clean
	return clean
		.replace(/^="(.*)"$/, '$1')
		.replace(/^'/, '')
		.trim()
}
