import { decimalUnits } from '#app/lib/decimal.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { amountOf, child, dayAt, type Element, isDebit, textAt } from './camt053-element.ts'
import type { LeftOutNotes } from './camt053-left-out.ts'
import { StatementFault, signed } from './statement.ts'

type Boundary = { element: Element; line: number; amount: string; on: LocalDate | null }

/** Which balances may open and close, the best first. A page after the first opens, a page before the last closes, in between. */
function typesOf(pagination: Element | undefined) {
	const isLater = Number(textAt(pagination, 'PgNb') ?? 1) > 1
	const isBeforeLast = /^(false|0|N)/i.test(textAt(pagination, 'LastPgInd') ?? '')
	return {
		opening: isLater ? ['ITBD', 'OPBD', 'PRCD', 'OPAV'] : ['OPBD', 'PRCD', 'ITBD', 'OPAV'],
		closing: isBeforeLast ? ['ITBD', 'CLBD', 'CLAV'] : ['CLBD', 'ITBD', 'CLAV'],
	}
}

/**
 * The balances a statement runs between, in the account's currency, signed; the others are noted. Throws StatementFault
 * `balance` at `line` when one is missing, `balance_twice` or `currency`.
 */
export function boundariesOf(
	given: { balances: readonly Element[]; pagination: Element | undefined; currency: string; line: number },
	notes: LeftOutNotes,
): { opening: Boundary; closing: Boundary } {
	const types = typesOf(given.pagination)
	const opening = boundaryOf(given.balances, types.opening, given.currency, 'first')
	const closing = boundaryOf(given.balances, types.closing, given.currency, 'last')
	if (!opening || !closing) throw new StatementFault('balance', given.line, { missing: opening ? 'CLBD' : 'OPBD' })
	for (const other of given.balances)
		if (other !== opening.element && other !== closing.element)
			notes.once(other.line, `Bal/${typeOf(other)}`, 'other_balance')
	return { opening, closing }
}

const typeOf = (balance: Element) =>
	textAt(balance, 'Tp/CdOrPrtry/Cd') ?? textAt(balance, 'Tp/CdOrPrtry/Prtry') ?? textAt(balance, 'Tp/Cd') ?? ''

/** Of the first type the statement gives, without a credit line in it: the first or last of its days. */
function boundaryOf(
	balances: readonly Element[],
	types: string[],
	currency: string,
	which: 'first' | 'last',
): Boundary | null {
	for (const type of types) {
		const ofType = balances.filter(
			(balance) => typeOf(balance) === type && !/^(true|1)$/.test(textAt(balance, 'CdtLine/Incl') ?? ''),
		)
		const found = ofType
			.filter((balance) => child(balance, 'Amt')?.currency === currency)
			.map((element) => ({
				element,
				line: element.line,
				amount: signed(amountOf(child(element, 'Amt'), element.line).amount, isDebit(element)),
				on: dayAt(child(element, 'Dt')),
			}))
		const foreign = ofType[0]
		if (foreign && found.length === 0)
			throw new StatementFault('currency', foreign.line, {
				found: child(foreign, 'Amt')?.currency ?? '',
				expected: currency,
			})
		const chosen = found.reduce<Boundary | null>((best, next) => {
			if (!best) return next
			if (type === 'ITBD' || (best.on ?? '') === (next.on ?? '')) return which === 'first' ? best : next
			return (next.on ?? '') > (best.on ?? '') === (which === 'last') ? next : best
		}, null)
		if (!chosen) continue
		const other = found.find((b) => b.on === chosen.on && decimalUnits(b.amount) !== decimalUnits(chosen.amount))
		if (other && type !== 'ITBD') throw new StatementFault('balance_twice', other.line, { type })
		return chosen
	}
	return null
}
