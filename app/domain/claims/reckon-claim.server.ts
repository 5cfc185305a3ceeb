import type { Context } from '#app/domain/context.server.ts'
import { fen } from '#app/lib/money.ts'
import { readHead } from './claim-head.server.ts'
import { claimedTotal, claimLines } from './claim-lines.server.ts'
import { evaluateClaim } from './claim-rules.server.ts'

/**
 * Writes what each line and the whole claim ask for, after its lines changed: for a claim without vouchers what the rules
 * give for the sum of its lines, nothing while they give nothing; for a claim on orders what these redeemed.
 */
export async function reckonClaim(tx: Context, { number }: { number: string }): Promise<void> {
	const head = await readHead(tx, number)
	const lines = await claimLines(tx, head.id, true)
	if (head.kind === 'voucher') {
		await tx.db.claim.update({ where: { id: head.id }, data: { claimedFen: claimedTotal(lines) } })
		return
	}
	const evaluation = await evaluateClaim(tx, head, lines)
	for (const [index, line] of lines.entries())
		await tx.db.claimLine.update({
			where: { claimId_lineNo: { claimId: head.id, lineNo: line.lineNo } },
			data: { claimedFen: evaluation.lines[index]?.amountFen ?? fen(0) },
		})
	await tx.db.claim.update({ where: { id: head.id }, data: { claimedFen: evaluation.amountFen } })
}
