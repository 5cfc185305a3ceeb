import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { negate } from '#app/lib/money.ts'
import type { AppropriationInput } from './fund-forms.ts'
import { findFund } from './fund-row.server.ts'

/** Proposes an increase (追加) or a cut (调减) of one source by its document. Throws fund.not_approved, not_found. */
export async function proposeAppropriation(ctx: Context, number: string, input: AppropriationInput): Promise<void> {
	const fund = await findFund(ctx, number)
	authorize(ctx.actor, 'fund.create', { authorityId: fund.authorityId })
	if (fund.state !== 'approved') throw new DomainError('fund.not_approved', { number })
	const source = await ctx.db.fundingSource.findFirst({ where: { fundId: fund.id, sourceNo: input.source } })
	if (!source) throw new DomainError('not_found', { source: input.source })
	const amountFen = input.kind === 'cut' ? negate(input.amount) : input.amount
	await transact(ctx, async (tx) => {
		const { sourceNo } = source
		const createdById = memberOf(tx.actor).accountId
		await tx.db.appropriation.create({
			data: { fundId: fund.id, sourceNo, documentNo: input.documentNo, amountFen, createdById },
		})
		await record(tx, 'fund.appropriation_proposed', number, { sourceNo, documentNo: input.documentNo, amountFen })
	})
}
