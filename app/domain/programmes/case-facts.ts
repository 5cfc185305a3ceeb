import type { Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import type { Step } from './document-parts.ts'
import type { Facts } from './facts.ts'

/**
 * The same purchase asked about at another step: as the application before it (`requestedFen`: what is asked for), as
 * the order, or as the claim after it, with the price invoiced and paid in full on the day it was done.
 */
export function factsAt(step: Step, order: Facts, requestedFen?: Money): Facts {
	const { at, enterprise, used, fund, round } = order
	const around = { at, enterprise, used, ...(fund ? { fund } : {}), ...(round ? { round } : {}) }
	if (step === 'grant') return { step, ...around, ...(requestedFen === undefined ? {} : { requestedFen }) }
	if (step === 'order') return order
	const price = order.money?.contractFen
	const { voucher: _order, ...rest } = order
	return {
		...rest,
		step,
		money: {
			...order.money,
			...(price === undefined
				? {}
				: {
						serviceFen: price,
						invoiceFen: price,
						paidFen: price,
						costFen: price,
					}),
		},
		dates: { contractOn: at, serviceOn: at, acceptedOn: at, invoiceOn: at, paidOn: at, ...order.dates },
	}
}

/** The day of a local date moved by whole years; 29 February becomes the 28th. */
export function moveYears(day: LocalDate, years: number): LocalDate {
	if (years === 0) return day
	const year = Number(day.slice(0, 4)) + years
	const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
	const rest = day.slice(4) === '-02-29' && !isLeap ? '-02-28' : day.slice(4)
	return `${String(year).padStart(4, '0')}${rest}` as LocalDate
}
