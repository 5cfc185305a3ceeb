import { codeWords } from '#app/domain/programmes/amount-words.ts'
import type { Naming } from '#app/domain/programmes/draft-nodes.ts'
import type { Field } from '#app/domain/programmes/schema-fields.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { hasText, textOf } from './texts.server.ts'

/** The first of some texts that there is. */
const firstOf = (locale: Locale, keys: readonly string[]) => {
	const key = keys.find((each) => hasText(locale, each))
	return key === undefined ? null : textOf(locale, key)
}

/** Keys under which the label of a field may stand: with what it belongs to, then by itself. */
function keysOf(field: Field, trail: readonly string[], prefix = ''): string[] {
	const parent = trail.at(-2)
	const own = `programmeField.${prefix}${field.key}`
	return parent ? [`programmeField.${prefix}${parent}_${field.key}`, own] : [own]
}

/** `minYears` → min years: what a field is called that has neither text nor description. */
const spelled = (key: string) => key.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ')

/** Words of what the schema of documents and facts names, in one language. What has no text of ours shows what the schema says of it. */
export function namingIn(locale: Locale): Naming {
	return {
		locale,
		label: (field, trail) => firstOf(locale, keysOf(field, trail)) ?? (field.description || spelled(field.key)),
		help: (field, trail) => {
			const own = firstOf(locale, keysOf(field, trail, 'help_'))
			const isNamed = firstOf(locale, keysOf(field, trail)) !== null
			// of choices the schema speaks in codes, of shares in basis points: neither is what the form shows
			const isPlain = ['text', 'lines', 'group', 'list', 'union', 'table', 'whole', 'words'].includes(field.shape.kind)
			const isOrigin = field.key === 'article' || field.key === 'reason'
			return own ?? (locale === 'en' && isNamed && isPlain && !isOrigin ? field.description : '')
		},
		option: (key, value) => {
			const own = firstOf(locale, [`programmeField.opt_${key}_${value}`, `programmeField.opt_${value}`])
			return own ?? codeWords(value)[locale]
		},
		fault: (kind, isEmpty, sentence) => {
			if (isEmpty) return textOf(locale, kind === 'choice' || kind === 'union' ? 'field.choose' : 'field.required')
			if (/^(太小或太少|too small or too few)/.test(sentence) && ['list', 'ticks', 'lines'].includes(kind))
				return textOf(locale, 'field.add_one')
			if (kind === 'money') return textOf(locale, 'field.not_an_amount')
			if (kind === 'percent') return textOf(locale, 'field.not_a_percent')
			if (kind === 'whole' && /^(应为|must be )/.test(sentence)) return textOf(locale, 'field.not_a_number')
			return sentence
		},
	}
}
