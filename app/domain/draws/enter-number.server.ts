import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { findDraw } from './find-draw.server.ts'

/**
 * Enters the public number a lottery named in advance, from its day on; with the list's hash it makes the seed. Another
 * person compares it with its source and approves. Throws draw.number_early, draw.number_digits, state.changed_meanwhile.
 */
export async function enterNumber(
	ctx: Context,
	{ round: roundNumber, number, drawnOn }: { round: string; number: string; drawnOn: LocalDate },
): Promise<void> {
	const { round, draw } = await findDraw(ctx, roundNumber)
	authorize(ctx.actor, 'draw.close', { authorityId: round.authorityId })
	const { giving } = round.document.grant
	const digits = giving?.kind === 'lottery' ? giving.publicNumber.digits : undefined
	if (digits !== undefined && number.length !== digits)
		throw new DomainError('draw.number_digits', { field: 'number', digits })
	await callBooks(ctx, 'enter_draw_number', { drawId: draw.id, number, drawnOn })
}
