import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { dayOf } from '#app/lib/time.ts'
import { orderMachine } from './order.ts'
import { sameFileAsSeen } from './order-files.server.ts'
import { changeOrder, findOrder } from './order-row.server.ts'
import { refuseTooLate } from './use-by.server.ts'

/**
 * The enterprise confirms the contract it has read (`seen` is the file's SHA-256): confirmed → contracted. Throws
 * order.contract_missing before the provider has drawn one, state.changed_meanwhile when it was drawn anew, voucher.too_late
 * where its date is after the voucher's last day and the contract is what counts.
 */
export async function confirmContract(ctx: Context, { number, seen }: { number: string; seen: string }): Promise<void> {
	const order = await findOrder(ctx, number)
	authorize(ctx.actor, 'order.confirm_contract', { ...order, doneBy: [order.contractProviderById] })
	const state = step(orderMachine, 'confirm_contract', order.state)
	if (!order.contractNo) throw new DomainError('order.contract_missing')
	if (order.contractOn) await refuseTooLate(ctx, order, 'contract', dayOf(order.contractOn))
	const change = {
		data: { state, contractEnterpriseById: memberOf(ctx.actor).accountId, contractedAt: ctx.now },
		action: 'order.contracted',
		details: { contractNo: order.contractNo },
		unchanged: { contractNo: order.contractNo, contractOn: order.contractOn, cutBearer: order.cutBearer },
	}
	// the order's row is locked by the change, so nobody puts another file in place before this ends
	await changeOrder(ctx, order, change, async (tx) => {
		await sameFileAsSeen(tx, order.id, 'contract', seen)
		return {}
	})
}
