import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { callBooks } from './call-books.server.ts'

type Which = { fund: string; id: string }

/**
 * Approves a correction, by another person than the one who proposed it: the wrong movement is reversed by transfers that
 * name it, the right one booked, in one command. Throws access.other_person, state.changed_meanwhile, correction.*, fund.exhausted.
 */
export async function approveCorrection(ctx: Context, which: Which): Promise<{ number: string }> {
	const { correction, authorityId } = await find(ctx, which)
	authorize(ctx.actor, 'correction.approve', { authorityId, doneBy: [correction.proposedById] })
	return callBooks<{ number: string }>(ctx, 'approve_correction', { correctionId: correction.id })
}

/** Drops a proposed correction: its maker withdraws it, anybody else who may approve refuses it. Throws state.changed_meanwhile. */
export async function dropCorrection(ctx: Context, which: Which): Promise<{ number: string }> {
	const { correction, authorityId } = await find(ctx, which)
	authorize(ctx.actor, 'correction.approve', { authorityId })
	return callBooks<{ number: string }>(ctx, 'drop_correction', { correctionId: correction.id })
}

async function find(ctx: Context, { fund: number, id }: Which) {
	const fund = await ctx.db.fund.findUnique({ where: { number } })
	const correction = /^\d{1,18}$/.test(id)
		? await ctx.db.correction.findFirst({ where: { id: BigInt(id), fundId: fund?.id ?? 0n } })
		: null
	if (!fund || !correction) throw new DomainError('not_found', { id })
	return { correction, authorityId: fund.authorityId }
}
