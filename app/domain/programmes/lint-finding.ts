import { jsonPath } from './json-text.ts'

/** error: it cannot be meant so · warning: it is probably not meant so · note: worth knowing, and allowed. */
export type Severity = 'error' | 'warning' | 'note'

/** What the linter found: where in the JSON, how grave, and one sentence in each language. */
export type LintFinding = { code: string; severity: Severity; path: string; zh: string; en: string }

type Path = readonly (string | number)[]

/** Collects findings; paths are those of the document's JSON. */
export class LintFindings {
	readonly all: LintFinding[] = []

	private add(severity: Severity, code: string, path: Path, zh: string, en: string) {
		this.all.push({ code, severity, path: jsonPath(path), zh, en })
	}
	error(code: string, path: Path, zh: string, en: string) {
		this.add('error', code, path, zh, en)
	}
	warning(code: string, path: Path, zh: string, en: string) {
		this.add('warning', code, path, zh, en)
	}
	note(code: string, path: Path, zh: string, en: string) {
		this.add('note', code, path, zh, en)
	}
}
