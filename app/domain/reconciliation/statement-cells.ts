import { decimalText, decimalUnits } from '#app/lib/decimal.ts'
import { type LocalDate, parseDay } from '#app/lib/time.ts'
import { StatementFault } from './statement.ts'

/** The amount with its sign turned. */
export const negated = (amount: string) => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`)
/** The balance before an amount was booked. */
export const less = (balance: string, amount: string) => decimalText(decimalUnits(balance) - decimalUnits(amount))

/** A signed decimal of what banks write for an amount: "1,234.50", "（12.00）", "12.00-", "¥12元". Throws StatementFault. */
export function amountIn(text: string, line: number): string {
	const plain = text
		.normalize('NFKC')
		.replace(/^([-−+]?)¥\s*/, '$1')
		.replace(/元$/, '')
		.replace(/^−/, '-')
		.replace(/^\((.*)\)$|^([^-+].*)-$/, '-$1$2')
		.replace(/^([+-]?)(\d{1,3}(?:,\d{3})+)/, (_, sign: string, whole: string) => sign + whole.replaceAll(',', ''))
	const amount = plain.replace(/^\+/, '')
	try {
		decimalUnits(amount)
		return amount
	} catch {
		throw new StatementFault('amount', line, { found: text })
	}
}

/** The day of what banks write for a date or a moment: 20261118, 2026/11/18 10:24, 2026年11月18日. Throws StatementFault. */
export function dayIn(text: string, line: number): LocalDate {
	const match = /^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})(?!\d)/.exec(
		text.normalize('NFKC').replace(/^(\d{4})(\d{2})(\d{2})(?:\d{6})?(?!\d)/, '$1-$2-$3'),
	)
	try {
		return parseDay(match ? `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}` : text)
	} catch {
		throw new StatementFault('date', line, { found: text })
	}
}

const currencyNames: Record<string, string> = {
	'': 'CNY',
	人民币: 'CNY',
	人民币元: 'CNY',
	RMB: 'CNY',
	美元: 'USD',
	欧元: 'EUR',
	港币: 'HKD',
}
/** The code of a currency as banks name it; nothing said is ours. */
export const currencyOf = (text: string) => currencyNames[text] ?? text.toUpperCase()
