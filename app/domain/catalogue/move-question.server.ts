import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { changeable, partEvent, writeChange } from './change-listing.server.ts'
import type { moveQuestionForm } from './intake-forms.ts'
import type { ListingState } from './listing.ts'

/** Moves a question before the one above, after the one below, or takes it out. Throws not_found and what `changeable` does. */
export async function moveQuestion(ctx: Context, input: z.output<typeof moveQuestionForm>): Promise<ListingState> {
	const listing = await changeable(ctx, input.number, input.version)
	const at = listing.intake.findIndex((question) => question.key === input.key)
	const question = listing.intake[at]
	if (!question) throw new DomainError('not_found')
	const intake = listing.intake.toSpliced(at, 1)
	if (input.to !== 'out') intake.splice(Math.max(0, input.to === 'up' ? at - 1 : at + 1), 0, question)
	return writeChange(ctx, listing, {
		event: partEvent(listing.state, false),
		data: () => ({ intake }),
		details: { question: question.label, to: input.to },
	})
}
