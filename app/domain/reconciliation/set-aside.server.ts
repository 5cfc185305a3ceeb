import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { step } from '#app/lib/machine.ts'
import { findLine } from './find-line.server.ts'
import { type AsideKind, statementLineMachine } from './statement.ts'

/** Puts a bank line that is no payment of ours where it belongs (fee, receipt, unknown credit …), with a reason. */
export async function setAside(
	ctx: Context,
	input: { lineId: string; kind: AsideKind; reason: string },
): Promise<void> {
	const line = await findLine(ctx, input.lineId)
	authorize(ctx.actor, 'statement.match', { authorityId: line.authorityId })
	const state = step(statementLineMachine, 'set_aside', line.state)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.statementLine.updateMany({
			where: { id: line.id, state: line.state },
			data: { state, setAsideKind: input.kind, setAsideReason: input.reason },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'statement_line.set_aside', line.statement.number, {
			lineNo: line.lineNo,
			kind: input.kind,
			reason: input.reason,
		})
	})
}

/** Takes a line that was set aside, or held as a part of a payment, back among the waiting ones. */
export async function takeBack(ctx: Context, input: { lineId: string }): Promise<void> {
	const line = await findLine(ctx, input.lineId)
	authorize(ctx.actor, 'statement.match', { authorityId: line.authorityId })
	const state = step(statementLineMachine, 'take_back', line.state)
	await transact(ctx, async (tx) => {
		const { count } = await tx.db.statementLine.updateMany({
			where: { id: line.id, state: line.state },
			data: { state, setAsideKind: null, setAsideReason: null, partOfPaymentId: null },
		})
		if (count === 0) throw new DomainError('state.changed_meanwhile')
		await record(tx, 'statement_line.taken_back', line.statement.number, { lineNo: line.lineNo })
	})
}
