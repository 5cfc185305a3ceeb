import type { z } from 'zod'
import type { Context } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { dateOf, shanghaiDay } from '#app/lib/time.ts'
import { orderMachine } from './order.ts'
import type { drawContractForm } from './order-forms.ts'
import { changeOrder, findOrder } from './order-row.server.ts'

/**
 * The provider puts the contract on the table: number, date, kind of signature, who bears a cut, and the file. It may be
 * drawn again until the enterprise confirms it. A contract is not dated in the future.
 */
export async function drawContract(
	ctx: Context,
	input: { number: string } & z.output<typeof drawContractForm>,
): Promise<void> {
	const order = await findOrder(ctx, input.number)
	authorize(ctx.actor, 'order.draw_contract', order)
	step(orderMachine, 'draw_contract', order.state)
	if (input.contractOn > shanghaiDay(ctx.now)) throw new DomainError('order.date_in_future', { field: 'contractOn' })
	const { accountId, organisationId } = memberOf(ctx.actor)
	const data = {
		contractNo: input.contractNo,
		contractOn: dateOf(input.contractOn),
		contractSignature: input.signature,
		contractProviderById: accountId,
		cutBearer: input.cutBearer,
	}
	await changeOrder(ctx, order, { data, action: 'order.contract_drawn' }, async (tx) => {
		const file = await storeFile(tx, input.file, { purpose: 'contract', organisationId, orderId: order.id })
		return {
			contractNo: input.contractNo,
			contractOn: input.contractOn,
			signature: input.signature,
			cutBearer: input.cutBearer,
			file: file.uuid,
		}
	})
}
