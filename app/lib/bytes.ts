const units = ['B', 'KB', 'MB', 'GB'] as const

/** A file's size as people read it: "312 B", "4.2 MB". */
export function sizeText(bytes: number): string {
	const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
	const value = bytes / 1000 ** step
	return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`
}
