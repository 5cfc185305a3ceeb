/** What was chosen for each column of a table, by its place: fields `column-0`, `column-1` … */
export function columnsIn(form: FormData): string[] {
	const columns: string[] = []
	for (const [name, value] of form) {
		const at = /^column-(\d{1,2})$/.exec(name)?.[1]
		if (at !== undefined && typeof value === 'string') columns[Number(at)] = value
	}
	return Array.from(columns, (field) => field ?? '')
}
