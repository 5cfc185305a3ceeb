import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { findLine } from './find-line.server.ts'

/**
 * Undoes what a line was matched with, by a compensating match: nothing is deleted, the money goes back to where it stood,
 * and all lines and payments of the match wait again. Refuses match.not_matched and match.later.
 */
export async function undoMatch(ctx: Context, input: { lineId: string; reason: string }): Promise<void> {
	const line = await findLine(ctx, input.lineId)
	authorize(ctx.actor, 'statement.match', { authorityId: line.authorityId })
	await callBooks(ctx, 'undo_match', { lineId: line.id, reason: input.reason })
}
