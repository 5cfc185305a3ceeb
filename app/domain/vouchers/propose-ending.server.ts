import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, dayOf, shanghaiDay } from '#app/lib/time.ts'
import type { EndingInput } from './voucher-ending.ts'
import { findVoucher } from './voucher-row.server.ts'
import { voucherShares } from './voucher-shares.server.ts'

type Voucher = Awaited<ReturnType<typeof findVoucher>>

/**
 * An officer proposes to void or extend a voucher, or to end an order's share of it that is too late; another one decides.
 * Nothing moves before. Throws voucher.proposal_open, voucher.extension_days, voucher.still_valid, state.not_allowed.
 */
export async function proposeEnding(ctx: Context, number: string, input: EndingInput): Promise<void> {
	const voucher = await findVoucher(ctx, number)
	authorize(ctx.actor, 'voucher.propose_end', { authorityId: voucher.authorityId })
	const columns = await columnsOf(ctx, voucher, input)
	const proposal = transact(ctx, async (tx) => {
		const { id } = await tx.db.voucherProposal.create({
			data: {
				voucherId: voucher.id,
				kind: input.kind,
				reason: input.reason,
				proposedById: memberOf(tx.actor).accountId,
				proposedAt: tx.now,
				...columns,
			},
		})
		await record(tx, 'voucher.ending_proposed', number, { proposal: id, ...input })
		await announce(tx, 'voucher.ending_proposed', { proposal: id, number, kind: input.kind })
	})
	await orRefusal(proposal, { voucher_id: 'voucher.proposal_open', one_open: 'voucher.proposal_open' })
}

async function columnsOf(ctx: Context, voucher: Voucher, input: EndingInput) {
	if (input.kind === 'void') {
		if (voucher.state === 'void') throw new DomainError('state.not_allowed', { state: voucher.state })
		return {}
	}
	if (input.kind === 'extension') {
		if (voucher.state !== 'active') throw new DomainError('state.not_allowed', { state: voucher.state })
		const { useBy, redeemBy } = voucher.entitlement
		const claimBy = input.redeemBy ?? (redeemBy && dayOf(redeemBy))
		const isLater = (!useBy || input.useBy > dayOf(useBy)) && input.useBy >= shanghaiDay(ctx.now)
		if (
			!isLater ||
			(claimBy && claimBy < input.useBy) ||
			(input.redeemBy && redeemBy && input.redeemBy < dayOf(redeemBy))
		)
			throw new DomainError('voucher.extension_days', { field: 'useBy' })
		return { useBy: dateOf(input.useBy), redeemBy: input.redeemBy ? dateOf(input.redeemBy) : null }
	}
	const share = (await voucherShares(ctx, voucher.id)).find((one) => one.orderNumber === input.order)
	if (!share) throw new DomainError('not_found', { number: input.order })
	if (share.offers !== input.kind) throw new DomainError('voucher.still_valid')
	return { orderId: share.orderId }
}
