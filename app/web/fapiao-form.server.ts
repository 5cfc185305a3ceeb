import type { Context } from '#app/domain/context.server.ts'
import { keepToRead } from '#app/domain/invoices/fapiao-file.server.ts'
import { type FapiaoFigures, figureNames } from '#app/domain/invoices/fapiao-reading.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { plainYuan } from '#app/lib/money.ts'
import { filledForm } from './form.server.ts'
import { textOf } from './texts.server.ts'

type FieldNames = Partial<Record<keyof FapiaoFigures, string>>
type Ask = {
	/** the form that comes back filled in */
	intent: string
	/** its field for each figure */
	fields: FieldNames
	locale: Locale
	/** figures that should be these, and whose they are */
	expected?: { buyerCode?: string; sellerCode?: string }
}

/**
 * Reads a fapiao's file into a form: the form comes back with what was found, the file waiting under its uuid, and at the
 * buyer's and seller's fields a word when they are not those of the order. What could not be read is said and why.
 */
export async function readIntoForm(ctx: Context, file: File, { intent, fields, locale, expected = {} }: Ask) {
	const { uuid, name, reading } = await keepToRead(ctx, file)
	const values: Record<string, string> = { keptFile: uuid, keptName: name }
	const { figures } = reading
	for (const figure of figureNames) {
		const field = fields[figure]
		const said = figures[figure]
		if (field && said !== null) values[field] = figure.endsWith('Fen') ? plainYuan(BigInt(said)) : said
	}
	const errors: Record<string, string[]> = {}
	for (const [figure, party] of [
		['buyerCode', 'buyer'],
		['sellerCode', 'seller'],
	] as const) {
		const [field, want, said] = [fields[figure], expected[figure], figures[figure]]
		if (field && want && said && said !== want)
			errors[field] = [
				textOf(locale, 'invoice.read_not_party', { read: said, party: textOf(locale, `invoice.party_${party}`) }),
			]
	}
	const count = Object.values(figures).filter((value) => value !== null && value !== '').length
	const note = reading.fault
		? textOf(locale, `invoice.fault_${reading.fault}`)
		: textOf(locale, 'invoice.read_done', { by: textOf(locale, `invoice.by_${reading.by}`), n: count })
	return filledForm({ intent, values, errors, note })
}
