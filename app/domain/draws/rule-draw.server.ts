import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findDraw } from './find-draw.server.ts'

/**
 * Another person than who closed the list and entered the number approves the draw: everyone has their place, and the
 * vouchers are granted in that order (carry-out-draws). Throws access.other_person, draw.number_missing.
 */
export const approveDraw = (ctx: Context, { round, entered }: { round: string; entered: string }): Promise<void> =>
	rule(ctx, round, { entered, kind: 'approved' })

/** Sends the entered number back, with the reason; it stays on the page. Throws access.other_person. */
export const returnNumber = (
	ctx: Context,
	{ round, entered, reason }: { round: string; entered: string; reason: string },
): Promise<void> => rule(ctx, round, { entered, kind: 'returned', reason })

async function rule(
	ctx: Context,
	roundNumber: string,
	{ entered, ...ruling }: { entered: string; kind: 'approved' | 'returned'; reason?: string },
): Promise<void> {
	const { round, draw } = await findDraw(ctx, roundNumber)
	if (!/^\d*$/.test(entered)) throw new DomainError('input.invalid')
	const number = entered === '' ? null : await ctx.db.drawNumber.findUnique({ where: { id: BigInt(entered) } })
	authorize(ctx.actor, 'draw.approve', {
		authorityId: round.authorityId,
		doneBy: [draw.closedById, number?.enteredById],
	})
	await callBooks(ctx, 'rule_draw', { drawId: draw.id, numberId: number?.id ?? null, ...ruling })
}
