/** A field no spreadsheet takes for a formula; quoted where it must be. */
export function csvField(text: string): string {
	const plain = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text
	return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** A line of a CSV. */
export const csvLine = (cells: readonly string[]) => `${cells.map(csvField).join(',')}\r\n`
