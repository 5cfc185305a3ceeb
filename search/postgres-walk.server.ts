import type { Pool } from 'pg'
import { type PayPiece, pricesPaidNear } from '#app/lib/pay-pieces.ts'
import { Parameters } from './postgres-parameters.ts'
import { paidByFormulaSql, payRangesSql, payTable } from './postgres-subsidy.server.ts'
import type { Position } from './ways.server.ts'

/** Rows looked at in one range of one class: more only where a subsidy gives the whole price, or prices are all alike. */
const mostInRange = 20_000

type Row = { id: bigint; value: bigint | null }
export type Walked = { rows: Row[]; isCapped: boolean }

/**
 * All priced listings in the order of what is paid, without looking at each: the cheapest of every range come from the
 * index on class and price, and are merged. `pieces` cover every class there is. `conditions` speak of class and price.
 */
export async function walk(
	pool: Pool,
	pieces: readonly PayPiece[],
	conditions: (parameters: Parameters) => string[],
	position: Position | null,
	limit: number,
): Promise<Walked> {
	if (position?.value === null) return { rows: await quotes(pool, conditions, position, limit), isCapped: false }
	const from = position ? position.value! : null
	const ahead = from === null ? pieces : pieces.flatMap((piece) => above(piece, from))
	// the dearest of the cheapest: nothing beyond it can be on this page
	const first = await cheapest(pool, ahead, conditions, position, limit, limit)
	const last = first.at(limit - 1)?.value
	const near = last == null ? ahead : ahead.flatMap((piece) => below(piece, last))
	const isSimple = last == null && first.length < limit
	const rows = isSimple ? first : await cheapest(pool, near, conditions, position, mostInRange, limit)
	const isCapped = rows.some(({ seen }) => seen >= mostInRange)
	const found = rows.map(({ id, value }): Row => ({ id, value }))
	if (found.length >= limit) return { rows: found, isCapped }
	const more = await quotes(pool, conditions, null, limit - found.length)
	return { rows: [...found, ...more], isCapped }
}

const above = (piece: PayPiece, paidFen: bigint): PayPiece[] => {
	const { lowest } = pricesPaidNear(piece, paidFen)
	return piece.toFen !== null && lowest > piece.toFen ? [] : [{ ...piece, fromFen: lowest }]
}
const below = (piece: PayPiece, paidFen: bigint): PayPiece[] => {
	const { highest } = pricesPaidNear(piece, paidFen)
	return highest !== null && highest < piece.fromFen ? [] : [{ ...piece, toFen: highest }]
}

/** Of each range the `each` lowest prices, put in the order of what is paid. */
async function cheapest(
	pool: Pool,
	pieces: readonly PayPiece[],
	conditions: (parameters: Parameters) => string[],
	position: Position | null,
	each: number,
	limit: number,
): Promise<{ id: bigint; value: bigint; seen: number }[]> {
	if (pieces.length === 0) return []
	const parameters = new Parameters()
	const table = payTable(pieces)
	const ranges = payRangesSql(table, parameters)
	const paid = paidByFormulaSql(table)
	const where = ['subsidy_class = r.class', 'price_fen BETWEEN r.from_fen AND r.to_fen', ...conditions(parameters)]
	if (position) {
		const value = `${parameters.add(position.value!.toString())}::bigint`
		const id = `${parameters.add(position.id.toString())}::bigint`
		where.push(`(${paid} > ${value} OR (${paid} = ${value} AND listing_id > ${id}))`)
	}
	const { rows } = await pool.query<{ id: string; value: string; seen: string }>(
		`SELECT listing_id AS id, ${paid} AS value, seen FROM ${ranges} CROSS JOIN LATERAL (
			SELECT listing_id, price_fen, row_number() OVER () AS seen FROM (
				SELECT listing_id, price_fen FROM search_document WHERE ${where.join(' AND ')}
				ORDER BY price_fen, listing_id LIMIT ${parameters.add(each)}) AS c) AS d
		ORDER BY 2, 1 LIMIT ${parameters.add(limit)}`,
		parameters.values,
	)
	return rows.map(({ id, value, seen }) => ({ id: BigInt(id), value: BigInt(value), seen: Number(seen) }))
}

/** Listings without a price, which come last. */
async function quotes(
	pool: Pool,
	conditions: (parameters: Parameters) => string[],
	position: Position | null,
	limit: number,
): Promise<Row[]> {
	const parameters = new Parameters()
	const where = ['price_fen IS NULL', ...conditions(parameters)]
	if (position) where.push(`listing_id > ${parameters.add(position.id.toString())}::bigint`)
	const { rows } = await pool.query<{ id: string }>(
		`SELECT listing_id AS id FROM search_document WHERE ${where.join(' AND ')} ORDER BY listing_id LIMIT ${parameters.add(limit)}`,
		parameters.values,
	)
	return rows.map(({ id }) => ({ id: BigInt(id), value: null }))
}

/** The pieces, and one for each class that none speaks of: such listings are paid in full. */
export function wholePieces(pieces: readonly PayPiece[], classesInUse: readonly number[]): PayPiece[] {
	const spoken = new Set(pieces.flatMap(({ classes }) => classes))
	const inUse = new Set(classesInUse)
	const rest = classesInUse.filter((one) => !spoken.has(one))
	return [
		...pieces.flatMap((piece) => {
			const classes = piece.classes.filter((one) => inUse.has(one))
			return classes.length > 0 ? [{ ...piece, classes }] : []
		}),
		...(rest.length > 0 ? [{ classes: rest, fromFen: 1n, toFen: null, ways: [] }] : []),
	]
}
