import type { ClassPrices, PayPiece, PayStep, PayWay } from '#app/lib/pay-pieces.ts'
import type { Parameters } from './postgres-parameters.ts'

/** Higher than any price. */
const endless = 4_000_000_000_000_000_000n
/** A product with a price stays within bigint below this. */
const safeTimes = 1_000_000n

/** One condition per group of ranges that are alike: true where a class and a price are in one of them. */
export function insideSql(ranges: readonly ClassPrices[], parameters: Parameters): string {
	const groups = new Map<string, { fromFen: bigint; toFen: bigint | null; classes: Set<number> }>()
	for (const { classes, fromFen, toFen } of ranges) {
		const key = `${fromFen}-${toFen}`
		const group = groups.get(key) ?? { fromFen, toFen, classes: new Set() }
		for (const one of classes) group.classes.add(one)
		groups.set(key, group)
	}
	if (groups.size === 0) return 'false'
	const parts = [...groups.values()].map(({ fromFen, toFen, classes }) => {
		const upper = toFen === null ? '' : ` AND price_fen <= ${parameters.add(toFen.toString())}::bigint`
		return `(subsidy_class = ANY(${parameters.add([...classes])}::int[]) AND price_fen >= ${parameters.add(fromFen.toString())}::bigint${upper})`
	})
	return `(${parts.join(' OR ')})`
}

function stepSql({ times, plus, over, unitFen, mode }: PayStep, x: string): string {
	if (times === 0n) return `${plus / over}::bigint`
	const numerator = times > safeTimes ? `(${x}::numeric * ${times} + ${plus})` : `(${x} * ${times} + ${plus})`
	const divided = (amount: string, by: bigint) =>
		times > safeTimes ? `div(${amount}, ${by})::bigint` : `(${amount} / ${by})`
	if (mode === 'up') {
		const size = unitFen * over
		return `(${divided(`(${numerator} + ${size - 1n})`, size)} * ${unitFen})`
	}
	const whole = divided(numerator, over)
	if (unitFen === 1n) return whole
	return `(((${whole} + ${mode === 'half_up' ? unitFen / 2n : 0n}) / ${unitFen}) * ${unitFen})`
}

/** What others pay of `price`, as `othersPay` reckons it. */
function othersSql(ways: readonly PayWay[], price: string): string {
	const amounts = ways.map((way) => way.reduce((x, step) => stepSql(step, x), price))
	return amounts.length > 1 ? `greatest(${amounts.join(', ')})` : (amounts[0] ?? '0')
}

/** Ranges of one class each, with the number of the formula that pays there. */
export type PayTable = {
	classes: number[]
	from: string[]
	to: string[]
	formulas: number[]
	ways: (readonly PayWay[])[]
}

const keyOfWay = (way: PayWay) =>
	way.map(({ times, plus, over, unitFen, mode }) => [times, plus, over, unitFen, mode].join()).join(';')

/** The pieces by class, each different way to reckon numbered from 1. */
export function payTable(pieces: readonly PayPiece[]): PayTable {
	const numbers = new Map<string, number>()
	const table: PayTable = { classes: [], from: [], to: [], formulas: [], ways: [] }
	for (const { classes, fromFen, toFen, ways } of pieces) {
		const key = ways.map(keyOfWay).join('|')
		let number = numbers.get(key)
		if (number === undefined) {
			table.ways.push(ways)
			number = table.ways.length
			numbers.set(key, number)
		}
		for (const one of classes) {
			table.classes.push(one)
			table.from.push(fromFen.toString())
			table.to.push((toFen ?? endless).toString())
			table.formulas.push(number)
		}
	}
	return table
}

/** The rows of the table as a FROM item named r: class, from_fen, to_fen, formula. */
export const payRangesSql = ({ classes, from, to, formulas }: PayTable, parameters: Parameters): string =>
	`unnest(${parameters.add(classes)}::int[], ${parameters.add(from)}::bigint[], ${parameters.add(to)}::bigint[], ${parameters.add(formulas)}::int[])
		AS r (class, from_fen, to_fen, formula)`

/** What is paid of `price_fen` by formula `r.formula`; in full where there is none. */
export const paidByFormulaSql = ({ ways }: PayTable): string =>
	ways.length === 0
		? 'price_fen'
		: `CASE r.formula ${ways.map((formula, i) => `WHEN ${i + 1} THEN price_fen - ${othersSql(formula, 'price_fen')}`).join(' ')} ELSE price_fen END`
