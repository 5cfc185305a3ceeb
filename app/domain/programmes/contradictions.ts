export type Path = (string | number)[]
/** A contradiction inside a document: where, and one sentence in both languages. */
export type Contradiction = { path: Path; zh: string; en: string }
export type Say = (path: Path, zh: string, en: string) => void

/** Says every name that is there twice. */
export function unique(names: readonly string[], path: Path, field: string, say: Say) {
	names.forEach((name, index) => {
		if (names.indexOf(name) !== index) say([...path, index, field], `「${name}」重复`, `"${name}" is there twice`)
	})
}
