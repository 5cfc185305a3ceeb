import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { type BooksFunction, callBooks } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { EndingKind } from './voucher-ending.ts'
import { findVoucher } from './voucher-row.server.ts'

type Which = { number: string; proposal: string }

const functions = {
	void: 'void_voucher',
	extension: 'extend_voucher',
	lapse: 'lapse_order',
	forfeit: 'forfeit_order',
} as const satisfies Record<EndingKind, BooksFunction>

/**
 * Approves what another officer proposed for a voucher: it is voided (its free part is the fund's again), extended, or an
 * order's share lapses or is forfeited. Throws access.other_person, voucher.holds_open, voucher.still_valid.
 */
export async function approveEnding(ctx: Context, which: Which): Promise<void> {
	const { proposal } = await ready(ctx, which)
	await callBooks(ctx, functions[proposal.kind as EndingKind], { proposalId: proposal.id })
}

/** Refuses a proposal: the voucher stays as it is. By another person. */
export async function refuseEnding(ctx: Context, which: Which): Promise<void> {
	const { proposal } = await ready(ctx, which)
	await orRefusal(
		transact(ctx, async (tx) => {
			const { count } = await tx.db.voucherProposal.updateMany({
				where: { id: proposal.id, state: 'open' },
				data: { state: 'refused', decidedById: memberOf(tx.actor).accountId, decidedAt: tx.now },
			})
			if (count === 0) throw new DomainError('state.changed_meanwhile')
			await record(tx, 'voucher.ending_refused', which.number, { proposal: proposal.id, kind: proposal.kind })
		}),
	)
}

async function ready(ctx: Context, { number, proposal: id }: Which) {
	const voucher = await findVoucher(ctx, number)
	const proposal = /^\d{1,18}$/.test(id)
		? await ctx.db.voucherProposal.findFirst({ where: { id: BigInt(id), voucherId: voucher.id } })
		: null
	if (!proposal) throw new DomainError('not_found', { id })
	authorize(ctx.actor, 'voucher.decide_end', { authorityId: voucher.authorityId, doneBy: [proposal.proposedById] })
	return { voucher, proposal }
}
