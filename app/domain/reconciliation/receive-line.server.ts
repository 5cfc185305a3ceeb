import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { recordReceipt } from '#app/domain/programmes/record-receipt.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen } from '#app/lib/money.ts'
import { dayOf } from '#app/lib/time.ts'
import { findLine } from './find-line.server.ts'
import { setAside } from './set-aside.server.ts'

type ReceivingSource = { fund: string; sourceNo: number; fundName: string; sourceName: string }

/** The sources of funds that are paid from an account: where money that comes in may belong. */
export function sourcesOfAccount(ctx: Context, authorityId: bigint, accountNo: string): Promise<ReceivingSource[]> {
	return ctx.db.$queryRaw<ReceivingSource[]>`
		SELECT f.number AS fund, s.source_no::int AS "sourceNo", f.name AS "fundName", s.name AS "sourceName"
		FROM funding_source s JOIN fund f ON f.id = s.fund_id
		WHERE f.authority_id = ${authorityId} AND s.account_no = ${accountNo} AND f.state = 'approved' ORDER BY f.budget_year DESC, f.id, s.source_no`
}

/** Money that came in is what was appropriated: recorded as received by its source, and the line is explained, in one. */
export async function receiveLine(
	ctx: Context,
	input: { lineId: string; source: string; documentNo: string },
): Promise<void> {
	const line = await findLine(ctx, input.lineId)
	authorize(ctx.actor, 'statement.match', { authorityId: line.authorityId })
	const sources = await sourcesOfAccount(ctx, line.authorityId, line.accountNo)
	const source = sources.find((one) => `${one.fund}.${one.sourceNo}` === input.source)
	if (!source) throw new DomainError('not_found', { field: 'source' })
	if (line.amountFen === null || line.amountFen <= 0n) throw new DomainError('input.invalid', { field: 'source' })
	const amount = fen(line.amountFen)
	await transact(ctx, async (tx) => {
		await setAside(tx, {
			lineId: input.lineId,
			kind: 'receipt',
			reason: `${source.fundName} · ${source.sourceName} · ${input.documentNo}`,
		})
		await recordReceipt(tx, source.fund, {
			source: source.sourceNo,
			documentNo: input.documentNo,
			amount,
			receivedOn: dayOf(line.bookedOn),
		})
	})
}
