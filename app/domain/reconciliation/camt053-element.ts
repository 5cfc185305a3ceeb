import { decimalUnits } from '#app/lib/decimal.ts'
import { type LocalDate, parseDay, shanghaiDay } from '#app/lib/time.ts'
import { StatementFault } from './statement.ts'

/** An element with what stands in it: only entries, balances and accounts are ever held whole. */
export type Element = { name: string; line: number; text: string; currency?: string; children: Element[] }

export const child = (parent: Element | undefined, name: string) => parent?.children.find((c) => c.name === name)
export const childrenOf = (parent: Element | undefined, name: string) =>
	parent?.children.filter((c) => c.name === name) ?? []
export const at = (parent: Element | undefined, path: string) =>
	path.split('/').reduce<Element | undefined>((element, name) => child(element, name), parent)
/** The trimmed text at a path, or null when there is none. */
export const textAt = (parent: Element | undefined, path: string) => at(parent, path)?.text.trim() || null

/** A `Dt` or `DtTm` below an element, as the day in Asia/Shanghai (a time without zone is local). */
export function dayAt(parent: Element | undefined): LocalDate | null {
	const given = textAt(parent, 'Dt') ?? textAt(parent, 'DtTm')
	if (!given || !parent) return null
	try {
		if (/T.*(Z|[+-]\d\d:\d\d)$/.test(given)) return shanghaiDay(new Date(given))
		return parseDay(given.slice(0, 10))
	} catch {
		throw new StatementFault('date', parent.line, { found: given })
	}
}

/** An `Amt` with its currency. Throws StatementFault when it is no decimal or names no currency. */
export function amountOf(element: Element | undefined, line: number): { amount: string; currency: string } {
	const amount = element?.text.trim() ?? ''
	if (!element || !/^\+?(\d+\.?\d*|\.\d+)$/.test(amount))
		throw new StatementFault('amount', element?.line ?? line, { found: amount })
	try {
		decimalUnits(amount)
	} catch {
		throw new StatementFault('amount', element.line, { found: amount })
	}
	if (!element.currency) throw new StatementFault('currency', element.line, { found: '' })
	return { amount, currency: element.currency }
}

/** Whether a `CdtDbtInd` says money out. */
export function isDebit(parent: Element): boolean {
	const indicator = textAt(parent, 'CdtDbtInd')
	if (indicator !== 'DBIT' && indicator !== 'CRDT')
		throw new StatementFault('direction', parent.line, { found: indicator ?? '' })
	return indicator === 'DBIT'
}
