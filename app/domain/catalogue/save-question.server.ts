import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { changeable, partEvent, writeChange } from './change-listing.server.ts'
import { type IntakeQuestion, mostQuestions } from './intake.ts'
import type { questionForm } from './intake-forms.ts'
import type { ListingState } from './listing.ts'

/**
 * Puts a question to whoever orders, after those there are, or words one anew. A public listing stays public. Throws
 * intake.too_many, not_found for a question that is gone, and what `changeable` does.
 */
export async function saveQuestion(ctx: Context, input: z.output<typeof questionForm>): Promise<ListingState> {
	const listing = await changeable(ctx, input.number, input.version)
	const { number: _number, version: _version, key, ...asked } = input
	const at = listing.intake.findIndex((question) => question.key === key)
	if (key && at < 0) throw new DomainError('not_found')
	if (!key && listing.intake.length >= mostQuestions) throw new DomainError('intake.too_many', { most: mostQuestions })
	const question: IntakeQuestion = {
		...asked,
		key: key || nextKey(listing.intake),
		unit: asked.kind === 'number' ? asked.unit : '',
		choices: asked.kind === 'choice' ? asked.choices : [],
	}
	const intake = key ? listing.intake.with(at, question) : [...listing.intake, question]
	return writeChange(ctx, listing, {
		event: partEvent(listing.state, false),
		data: () => ({ intake }),
		details: { question: question.label },
	})
}

const nextKey = (questions: readonly IntakeQuestion[]) =>
	`q${Math.max(0, ...questions.map(({ key }) => Number(key.slice(1)))) + 1}`
