import { fen, type Money } from './money.ts'

const scale = 20
const pattern = /^([+-]?)(\d{0,30})(?:\.(\d{0,20}))?$/

/** A decimal number as sent ("0012.30") in units of 10⁻²⁰, exactly. Throws RangeError when it is not one. */
export function decimalUnits(text: string): bigint {
	const match = pattern.exec(text)
	if (!match || !(match[2] || match[3])) throw new RangeError(`not a decimal number: ${text}`)
	const units = BigInt(match[2]! + (match[3] ?? '').padEnd(scale, '0'))
	return match[1] === '-' ? -units : units
}

/** Units of 10⁻²⁰ as the shortest decimal with at least two decimals: "1234.50". */
export function decimalText(units: bigint): string {
	const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
	const fraction = digits.slice(-scale).replace(/0+$/, '').padEnd(2, '0')
	return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${fraction}`
}

/** A signed decimal as people read it: "-4985747.60" → "−4,985,747.60". Nothing is rounded. */
export function formatDecimal(text: string): string {
	const [whole = '', fraction] = text.replace(/^-/, '').split('.')
	const grouped = (whole.replace(/^0+(?=\d)/, '') || '0').replace(/\B(?=(\d{3})+$)/g, ',')
	return `${text.startsWith('-') ? '−' : ''}${grouped}.${(fraction ?? '').padEnd(2, '0')}`
}

const perFen = 10n ** BigInt(scale - 2)
/** The largest amount a BIGINT column holds. */
const fenMax = 2n ** 63n - 1n

/** Units of 10⁻²⁰ yuan in fen, or null when there is a part of a fen, or more than the books can hold. */
export function fenOfUnits(units: bigint): Money | null {
	const whole = units / perFen
	return units % perFen === 0n && whole <= fenMax && whole >= -fenMax ? fen(whole) : null
}
