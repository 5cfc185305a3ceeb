import { type ClassPrices, othersPay, type PayPiece, type PayStep, type PayWay } from '#app/lib/pay-pieces.ts'

/** Prices and what is paid of them as numbers: exact below this, and reckoned as big integers beyond it. */
const exactBelow = 2 ** 52

type Range = { from: number; to: number }

/** By class the ranges that speak of it, the first that holds a price coming first. */
function byClass<Of extends ClassPrices, Kept>(all: readonly Of[], keep: (one: Of) => Kept): (Kept & Range)[][] {
	const found: (Kept & Range)[][] = []
	for (const one of all) {
		const kept = { ...keep(one), from: Number(one.fromFen), to: one.toFen === null ? Infinity : Number(one.toFen) }
		for (const name of one.classes) {
			const own = found[name]
			if (own) own.push(kept)
			else found[name] = [kept]
		}
	}
	return found
}

/** Whether a class and a price are in one of the ranges. A price below 0 is none. */
export function insideOf(ranges: readonly ClassPrices[]): (subsidyClass: number, priceFen: number) => boolean {
	const joined = byClass(ranges, () => ({})).map(whole)
	const first = Float64Array.from({ length: joined.length * 2 }, (_, i) => {
		const range = joined[i >> 1]?.[0]
		return range ? (i & 1 ? range.to : Math.max(range.from, 0)) : i & 1 ? -1 : Infinity
	})
	const others = joined.map((own) => own?.slice(1))
	const hasOthers = others.some((own) => own?.length)
	return (subsidyClass, priceFen) => {
		if (priceFen >= first[subsidyClass * 2]! && priceFen <= first[subsidyClass * 2 + 1]!) return true
		if (!hasOthers || priceFen < 0) return false
		for (const { from, to } of others[subsidyClass] ?? []) if (priceFen >= from && priceFen <= to) return true
		return false
	}
}

/** The same ranges, those that meet made one. */
function whole(ranges: readonly Range[]): Range[] {
	const joined: Range[] = []
	for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
		const last = joined.at(-1)
		if (last && range.from <= last.to + 1) last.to = Math.max(last.to, range.to)
		else joined.push({ ...range })
	}
	return joined
}

/** What is paid of a price of a class; in full where no piece speaks of it. */
export function paidFenOf(pieces: readonly PayPiece[]): (subsidyClass: number, priceFen: number) => number {
	const found = byClass(pieces, ({ ways }) => ({ ways, given: ways.map(givenBy) }))
	return (subsidyClass, priceFen) => {
		for (const { from, to, ways, given } of found[subsidyClass] ?? []) {
			if (priceFen < from || priceFen > to) continue
			let most = 0
			for (const give of given) {
				const amount = give(priceFen)
				if (Number.isNaN(amount)) return priceFen - Number(othersPay({ ways }, BigInt(priceFen)))
				if (amount > most) most = amount
			}
			return priceFen - most
		}
		return priceFen
	}
}

/** What one way gives of a price; NaN where a number is not enough to tell. */
function givenBy(way: PayWay): (priceFen: number) => number {
	const steps = way.map(stepOf)
	return (priceFen) => {
		let x = priceFen
		for (const step of steps) x = step(x)
		return x
	}
}

function stepOf({ times, plus, over, unitFen, mode }: PayStep): (x: number) => number {
	const [by, more, per, unit] = [times, plus, over, unitFen].map(Number) as [number, number, number, number]
	const half = Math.floor(unit / 2)
	const size = mode === 'up' ? unit * per : per
	return (x) => {
		const numerator = x * by + more + (mode === 'up' ? size - 1 : 0)
		if (!(numerator < exactBelow && size < exactBelow)) return Number.NaN
		const parts = quotient(numerator, size)
		if (mode === 'up') return parts * unit
		return quotient(parts + (mode === 'half_up' ? half : 0), unit) * unit
	}
}

/** Whole-number division of two exact numbers, the first at least 0. */
function quotient(a: number, b: number): number {
	const rounded = Math.floor(a / b)
	return rounded * b > a ? rounded - 1 : rounded
}
