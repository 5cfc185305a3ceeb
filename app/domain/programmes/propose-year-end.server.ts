import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { plainJson } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { findFund } from './fund-row.server.ts'
import { nextFundsOf, yearEndPreview } from './preview-year-end.server.ts'
import type { YearEndInput } from './year-end.ts'

/**
 * Proposes what becomes of a fund at its year's end, as previewed: `seen` is the hash of what the proposer looked at, and
 * another one now is refused. Nothing moves before another person approves. Throws year_end.changed,
 * year_end.batches_open, year_end.next_fund_missing, year_end.proposed_already.
 */
export async function proposeYearEnd(ctx: Context, number: string, input: YearEndInput): Promise<void> {
	const fund = await findFund(ctx, number)
	authorize(ctx.actor, 'year_end.propose', { authorityId: fund.authorityId })
	if (fund.state !== 'approved') throw new DomainError('fund.not_approved', { number })
	const { next: nextNumber, seen, ...plan } = input
	const next = nextNumber ? (await nextFundsOf(ctx, fund)).find((one) => one.number === nextNumber) : null
	if (nextNumber && !next) throw new DomainError('year_end.next_fund_missing', { number })
	const preview = await yearEndPreview(ctx, fund.id, next?.id ?? null, plan)
	if (preview.contentHash !== seen) throw new DomainError('year_end.changed', { number })
	if (preview.batches.length > 0)
		throw new DomainError('year_end.batches_open', { numbers: preview.batches.join(', ') })
	if (!next && preview.totals.some((total) => total.fate === 'carry'))
		throw new DomainError('year_end.next_fund_missing', { number })
	const proposed = transact(ctx, async (tx) => {
		const { id } = await tx.db.yearEnd.create({
			data: {
				fundId: fund.id,
				nextFundId: next?.id ?? null,
				plan,
				totals: plainJson(preview.totals),
				contentHash: preview.contentHash,
				proposedById: memberOf(tx.actor).accountId,
				proposedAt: tx.now,
			},
		})
		const details = { yearEnd: id, plan, next: nextNumber || null, contentHash: preview.contentHash }
		await record(tx, 'fund.year_end_proposed', number, details)
		await announce(tx, 'fund.year_end_proposed', { fundId: fund.id, number })
	})
	await orRefusal(proposed, { fund_id: 'year_end.proposed_already', one_proposed: 'year_end.proposed_already' })
}
