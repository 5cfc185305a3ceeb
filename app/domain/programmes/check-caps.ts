import { isCounted } from './cap-keys.ts'
import type { Path, Say } from './contradictions.ts'
import type { Cap, MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** Contradictions in the caps of a chapter. */

type Names = { rows: readonly string[]; sources: readonly string[]; classes: readonly string[] }

export function checkCaps(money: MoneyRules, at: Path, { rows, sources, classes }: Names, say: Say) {
	const ids = money.caps.map((cap) => cap.id)
	const known = (names: readonly string[] | undefined, all: readonly string[], what: string, path: Path) =>
		names?.forEach((name, index) => {
			if (!all.includes(name)) say([...path, index], `没有「${name}」`, `there is no ${what} "${name}"`)
		})
	money.caps.forEach((cap, index) => {
		const path = [...at, 'caps', index]
		known(cap.rows, rows, 'row', [...path, 'rows'])
		known(cap.classes, classes, 'class', [...path, 'classes'])
		known(cap.when?.classes, classes, 'class', [...path, 'when', 'classes'])
		known(cap.covers, ids, 'cap', [...path, 'covers'])
		if (cap.level && !sources.includes(cap.level))
			say([...path, 'level'], `没有「${cap.level}」这一资金来源`, `there is no source "${cap.level}"`)
		if (cap.level && (cap.rows || cap.covers))
			say(
				[...path, cap.rows ? 'rows' : 'covers'],
				'针对某一来源的上限计算全部行',
				'a cap on one source counts all rows',
			)
		if (cap.level && (cap.scope === 'line' || cap.scope.startsWith('provider_')))
			say([...path, 'scope'], '针对某一来源的上限按整次申请计算', 'a cap on one source counts the whole application')
		if (cap.joint && !isCounted(cap))
			say(
				[...path, 'joint'],
				'只有累计的上限才能合并计算',
				'only caps that are counted over time can be counted together',
			)
		if (cap.covers && cap.rows)
			say([...path, 'rows'], '合并上限计算各项的行，不再另写', 'a joint cap counts the rows of the caps it covers')
		checkLimit(cap, path, say)
	})
	for (const [index, circle] of circlesOf(money.caps))
		say(
			[...at, 'caps', index, 'covers'],
			`合并上限互相包含：${circle.join(' → ')}`,
			`joint caps go round in a circle: ${circle.join(' → ')}`,
		)
}

function checkLimit(cap: Cap, path: Path, say: Say) {
	if (cap.limit.kind === 'base_share' && isCounted(cap))
		say(
			[...path, 'scope'],
			'按基数比例的上限只用于单项或单次',
			'a share of the base limits a line or an application only',
		)
	if (cap.limit.kind === 'base_share' && (cap.at?.includes('grant') ?? false))
		say([...path, 'at'], '发放时还没有基数', 'at the grant there is no base yet')
	if (cap.limit.kind === 'count' && (!isCounted(cap) || cap.level))
		say(
			[...path, 'limit', 'kind'],
			'次数只能按时间累计，且不分来源',
			'times are counted over time, and not for one source',
		)
}

/** Caps that cover each other: where the circle starts, and its names. */
function circlesOf(caps: readonly Cap[]): [number, string[]][] {
	const byId = new Map(caps.map((cap) => [cap.id, cap]))
	const done = new Set<string>()
	const circles: [number, string[]][] = []
	const visit = (id: string, way: readonly string[]) => {
		const seen = way.indexOf(id)
		if (seen >= 0) {
			circles.push([caps.findIndex((cap) => cap.id === way[seen]), [...way.slice(seen), id]])
			return
		}
		if (done.has(id)) return
		for (const next of byId.get(id)?.covers ?? []) visit(next, [...way, id])
		done.add(id)
	}
	for (const { id } of caps) visit(id, [])
	return circles
}

/** A cap is drawn on at one step only, and one over rows or lines not before there is an order. */
export function checkCapSteps({ subsidy, reward, process }: ProgrammeDocument, say: Say) {
	const usual = { grant: 'grant', order: 'order', approval: 'claim' }[process.encumbrance.point]
	for (const [chapter, money] of [
		['subsidy', subsidy],
		['reward', reward],
	] as const)
		money?.caps.forEach((cap, index) => {
			const path = [chapter, 'caps', index, 'at']
			const at: readonly string[] = cap.at ?? [chapter === 'reward' ? 'claim' : usual]
			if (isCounted(cap) && at.length > 1)
				say(path, '累计的上限只在一个环节扣减', 'a cap counted over time is drawn on at one step only')
			const ofService =
				cap.rows || cap.covers || cap.scope === 'line' || cap.scope.startsWith('provider_') || cap.scope === 'project'
			if (at.includes('grant') && ofService)
				say(
					path,
					'发放时还不知道是什么服务，这个上限请放在下单或兑付环节',
					'at the grant no service is known yet: let this cap bind at the order or the claim',
				)
		})
}
