import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf } from '#app/lib/time.ts'
import type { FundInput } from './fund-forms.ts'
import { publishedVersionOf } from './programmes.server.ts'

/**
 * Drafts the fund of a budget year: one funding source per payer of the programme's published document, each with what
 * its document promises. No money is there until another person approves it. Throws programme.not_published.
 */
export async function createFund(ctx: Context, input: FundInput): Promise<{ number: string }> {
	const programme = await ctx.db.programme.findUnique({ where: { number: input.programme } })
	if (!programme) throw new DomainError('not_found', { number: input.programme })
	authorize(ctx.actor, 'fund.create', { authorityId: programme.authorityId })
	const { document } = await publishedVersionOf(ctx, input.programme).catch((error: unknown) => {
		throw error instanceof DomainError ? new DomainError('programme.not_published') : error
	})
	if (document.payers.length !== input.sources.length) throw new DomainError('input.invalid', { field: 'sources' })
	const createdById = memberOf(ctx.actor).accountId
	return transact(ctx, async (tx) => {
		const fund = await tx.db.fund.create({
			data: {
				number: await nextNumber(tx, 'fund'),
				authorityId: programme.authorityId,
				programmeId: programme.id,
				budgetYear: input.budgetYear,
				name: input.name,
				projectCode: input.projectCode,
				functionalClass: input.functionalClass,
				economicClass: input.economicClass,
				lastPaymentOn: input.lastPaymentOn ? dateOf(input.lastPaymentOn) : null,
				overIssuePercent: document.process.encumbrance.point !== 'grant' ? (input.overIssuePercent ?? null) : null,
				createdById,
			},
		})
		await tx.db.fundingSource.createMany({
			data: input.sources.map(({ documentNo: _document, amount: _amount, ...account }, index) => {
				const payer = document.payers[index]!
				return {
					...account,
					fundId: fund.id,
					sourceNo: index + 1,
					code: payer.code,
					name: payer.name.zh,
					nameEn: payer.name.en,
				}
			}),
		})
		await tx.db.appropriation.createMany({
			data: input.sources.map(({ documentNo, amount }, index) => ({
				fundId: fund.id,
				sourceNo: index + 1,
				documentNo,
				amountFen: amount,
				createdById,
			})),
		})
		const promised = input.sources.map(({ documentNo, amount }) => ({ documentNo, amountFen: amount }))
		await record(tx, 'fund.created', fund.number, {
			programme: input.programme,
			budgetYear: input.budgetYear,
			overIssuePercent: input.overIssuePercent ?? null,
			promised,
		})
		return { number: fund.number }
	})
}
