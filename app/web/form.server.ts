import { parseWithZod } from '@conform-to/zod/v4'
import { type ActionFunctionArgs, data } from '@remix-run/node'
import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { FormResult } from '#app/lib/form-result.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { refusalResponse } from './loader.server.ts'
import { refusalSentence } from './refusals.server.ts'
import { domainContext } from './request-context.server.ts'
import { textOf } from './texts.server.ts'
import { readForm } from './upload.server.ts'

type SchemaFor = (ctx: Context, args: ActionFunctionArgs, form: FormData) => Promise<z.ZodType>
type Intent = {
	schema: z.ZodType | SchemaFor
	run: (ctx: Context, input: never, args: ActionFunctionArgs, form: FormData) => Promise<unknown>
}

/**
 * One form of a page: its schema (or what makes it for this form, where its fields depend on what is asked) and the call it makes. `run` answers with a redirect (or any loader-like value); it
 * gets the form as it was sent, too, for forms whose fields are known only when they are drawn.
 */
export function intent<S extends z.ZodType>(
	schema: S | ((...of: Parameters<SchemaFor>) => Promise<S>),
	run: (ctx: Context, input: z.output<S>, args: ActionFunctionArgs, form: FormData) => Promise<unknown>,
): Intent {
	return { schema, run: run as Intent['run'] }
}

/**
 * A page's action: the form's `intent` field picks which of `intents` runs (the only one when the form has none).
 * `read` is another way to take the form in, e.g. with files larger than memory. Field errors and refusals come back as a FormResult with their status; bugs go to the error boundary.
 */
export function pageAction(intents: Record<string, Intent>, read = readForm) {
	return async (args: ActionFunctionArgs) => {
		const { locale } = args.context
		const ctx = await domainContext(args.request, args.context)
		let name = Object.keys(intents)[0]!
		let values: Record<string, string> = {}
		try {
			const form = await read(args.request)
			const asked = form.get('intent')
			if (typeof asked === 'string' && Object.hasOwn(intents, asked)) name = asked
			else if (asked !== null || Object.keys(intents).length > 1) throw new DomainError('input.invalid')
			values = typedValues(form)
			const key = form.get('formKey')
			for (const extra of ['intent', 'formKey']) form.delete(extra)
			const chosen = intents[name]!
			const schema = typeof chosen.schema === 'function' ? await chosen.schema(ctx, args, form) : chosen.schema
			const submission = parseWithZod(form, { schema })
			if (submission.status !== 'success') {
				const errors = Object.fromEntries(
					Object.entries(submission.error ?? {}).map(([field, keys]) => [
						field,
						(keys ?? []).map((key) => textOf(locale, /^field\.\w+$/.test(key) ? key : 'field.invalid')),
					]),
				)
				return data<FormResult>({ intent: name, values, errors }, { status: 400 })
			}
			const withKey = typeof key === 'string' && key.length <= 64 ? { ...ctx, key: `${name}:${key}` } : ctx
			return await chosen.run(withKey, submission.value as never, args, form)
		} catch (error) {
			if (!(error instanceof DomainError) || error.code === 'access.sign_in')
				throw refusalResponse(error, args.request, locale)
			const errors = fieldErrors(locale, error)
			return data<FormResult>({ intent: name, values, errors, code: error.code }, { status: error.status })
		}
	}
}

/** The sentences of a refusal at their fields: `details.fields` names several, each with what was read there instead; `details.faults` gives each a text of its own by key. */
function fieldErrors(locale: Locale, error: DomainError): Record<string, string[]> {
	const { field, fields, faults } = error.details
	if (faults && typeof faults === 'object')
		return Object.fromEntries(Object.entries(faults).map(([name, key]) => [name, [textOf(locale, String(key))]]))
	if (fields && typeof fields === 'object')
		return Object.fromEntries(
			Object.entries(fields).map(([name, read]) => [
				name,
				[refusalSentence(locale, new DomainError(error.code, { read }))],
			]),
		)
	return { [typeof field === 'string' ? field : '']: [refusalSentence(locale, error)] }
}

/** A form that comes back filled in, with a sentence about it and, at fields, what to look at. */
export const filledForm = (result: FormResult & { note: string }) => data<FormResult>(result)

function typedValues(form: FormData): Record<string, string> {
	const values: Record<string, string> = {}
	for (const [name, value] of form) if (typeof value === 'string' && !/password/i.test(name)) values[name] = value
	return values
}
