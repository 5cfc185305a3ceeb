import type { DomainError } from '#app/lib/errors.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { formatYuan } from '#app/lib/money.ts'
import { hasText, textOf } from './texts.server.ts'

/**
 * The sentence for a refusal. Where the catalogue has a `.known` sentence and the refusal carries every figure it
 * names, that one; details ending in `Fen` are shown in yuan.
 */
export function refusalSentence(locale: Locale, error: DomainError): string {
	const values: Record<string, string> = {}
	for (const [name, value] of Object.entries(error.details)) values[name] = spoken(name, value)
	const key = `refusal.${error.code}`
	if (hasText(locale, `${key}.known`)) {
		const sentence = textOf(locale, `${key}.known`, values)
		if (!/\{\w+\}/.test(sentence)) return sentence
	}
	return textOf(locale, key, values)
}

function spoken(name: string, value: unknown): string {
	const isAmount = name.endsWith('Fen') && /^-?\d+$/.test(String(value))
	return isAmount ? formatYuan(BigInt(String(value))) : String(value)
}
