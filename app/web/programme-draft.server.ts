import { chapterOf } from '#app/domain/programmes/chapters.ts'
import { type FormNode, nodesOf } from '#app/domain/programmes/draft-nodes.ts'
import type { DraftFault } from '#app/domain/programmes/draft-page.server.ts'
import type { Severity } from '#app/domain/programmes/lint-finding.ts'
import type { JsonObject } from '#app/domain/programmes/schema-fields.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { namingIn } from './programme-naming.server.ts'
import { textOf } from './texts.server.ts'

/** One chapter of a draft as the controls of its form. `at` is the place worked on last. */
export function chapterNodes(
	{ content, faults }: { content: JsonObject; faults: readonly DraftFault[] },
	chapter: string,
	at: string,
	locale: Locale,
): FormNode[] {
	const said = new Map<string, string[]>()
	for (const fault of faults) said.set(fault.at, [...(said.get(fault.at) ?? []), fault[locale]])
	return nodesOf(chapterOf(chapter).fields, content, '', [], {
		naming: namingIn(locale),
		faults: said,
		at,
		hidden: new Set(),
	})
}

/** Faults or findings of a draft for a list: what the place is called in words, where it is, and the sentence. */
export function faultLinks(content: JsonObject, faults: readonly DraftFault[], locale: Locale) {
	return faults.map((fault) => ({
		at: fault.at,
		chapter: fault.chapter,
		place: placeWords(fault, content, locale),
		// a list of codes says nothing to those who see words
		sentence: /^(只能是|must be one of)/.test(fault[locale]) ? textOf(locale, 'field.choose') : fault[locale],
	}))
}

/** What the linter found, the graver first. */
export function findingLinks<F extends DraftFault & { severity: Severity }>(
	content: JsonObject,
	findings: readonly F[],
	locale: Locale,
) {
	const graver = [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
	return faultLinks(content, graver, locale).map((link, index) => ({ ...link, severity: graver[index]!.severity }))
}
const severities: readonly Severity[] = ['error', 'warning', 'note']

/** `subsidy.caps.0.limit.fen` in the words of the form: 上限 1 › 限额. */
function placeWords(fault: DraftFault, content: JsonObject, locale: Locale): string {
	const nodes = fault.chapter ? chapterNodes({ content, faults: [] }, fault.chapter, '', locale) : []
	const words: string[] = []
	walk(nodes, fault.at, words)
	return words.join(' › ') || fault.at
}

function walk(nodes: readonly FormNode[], at: string, words: string[]): void {
	for (const node of nodes) {
		if (node.type === 'origin') {
			if (at === node.path || at.startsWith(`${node.path}.`)) walk([node.article, node.ours, node.reason], at, words)
			continue
		}
		if (at !== node.path && !at.startsWith(`${node.path}.`)) continue
		words.push(node.label)
		if (node.type === 'group' || node.type === 'union') walk(node.nodes, at, words)
		if (node.type === 'list')
			for (const item of node.items)
				if (at === item.path || at.startsWith(`${item.path}.`)) {
					words.push(item.title)
					walk(item.nodes, at, words)
				}
		return
	}
}
