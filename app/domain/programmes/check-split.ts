import { type Path, type Say, unique } from './contradictions.ts'
import type { MoneyRules } from './money-rules.ts'
import type { PlainSplit } from './split-rules.ts'

type Names = { sources: readonly string[]; classes: readonly string[] }

/** Contradictions in who pays: sources that do not exist, shares that do not add up, cases nobody reaches. */
export function checkSplit({ split }: MoneyRules, path: Path, names: Names, say: Say) {
	if (split.kind !== 'by_case') return checkPlain(split, path, names, say)
	split.cases.forEach((entry, index) => {
		const at = [...path, 'cases', index]
		checkClasses(entry.when?.classes, [...at, 'when', 'classes'], names, say)
		checkPlain(entry.split, [...at, 'split'], names, say)
		if (!entry.when && index < split.cases.length - 1)
			say(
				[...at, 'when'],
				'这一情形总是成立，后面的永远用不到',
				'this case always holds, so no later one is ever reached',
			)
	})
}

function checkClasses(used: readonly string[] | undefined, path: Path, { classes }: Names, say: Say) {
	for (const name of used ?? [])
		if (!classes.includes(name)) say(path, `没有「${name}」这一类申请人`, `there is no class "${name}"`)
}

function checkPlain(split: PlainSplit, path: Path, names: Names, say: Say) {
	const source = (code: string, at: Path) => {
		if (!names.sources.includes(code)) say(at, `没有「${code}」这一资金来源`, `there is no source "${code}"`)
	}
	switch (split.kind) {
		case 'single':
			return source(split.source, [...path, 'source'])
		case 'waterfall':
			split.sources.forEach((code, index) => {
				source(code, [...path, 'sources', index])
				if (split.sources.indexOf(code) !== index)
					say([...path, 'sources', index], `「${code}」重复`, `"${code}" is there twice`)
			})
			return
		case 'match': {
			source(split.lead, [...path, 'lead'])
			source(split.match, [...path, 'match'])
			split.further.forEach((part, index) => {
				source(part.source, [...path, 'further', index, 'source'])
			})
			const all = [split.lead, split.match, ...split.further.map((part) => part.source)]
			if (new Set(all).size !== all.length)
				say([...path, 'match'], '同一来源不能自己配套', 'a source cannot match itself')
			return
		}
		default: {
			split.parts.forEach((part, index) => {
				source(part.source, [...path, 'parts', index, 'source'])
			})
			if (split.kind === 'cost_shares')
				split.parts.forEach((part, index) => {
					checkClasses(part.when?.classes, [...path, 'parts', index, 'when', 'classes'], names, say)
				})
			unique(
				split.parts.map((part) => part.source),
				[...path, 'parts'],
				'source',
				say,
			)
			const total = split.parts.reduce((sum, part) => sum + part.bp, 0)
			if (split.kind === 'ratio' && total !== 10_000)
				say([...path, 'parts'], `各来源比例合计 ${total}，应为 10000`, `the shares add up to ${total}, not 10000`)
			if (split.kind === 'cost_shares' && total > 10_000)
				say([...path, 'parts'], '各来源合计超过全部费用', 'the sources pay more than the whole base')
		}
	}
}
