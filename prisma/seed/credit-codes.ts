import { creditCodeCheck } from '#app/lib/credit-code.ts'

const bodyAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const bodyWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of an eight-character organisation code (GB 11714). */
function bodyCheck(body: string): string {
	const sum = [...body].reduce((total, c, i) => total + bodyAlphabet.indexOf(c) * bodyWeights[i]!, 0)
	const rest = 11 - (sum % 11)
	return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest)
}

/** An 18-character credit code of a demo entity: valid check characters, a division (99…) no real code has. */
export function demoCreditCode(kind: '11' | '12' | '91', division: string, serial: number): string {
	const body = `YD${serial.toString().padStart(6, '0')}`
	const first = kind + division + body + bodyCheck(body)
	return first + creditCodeCheck(first)
}
