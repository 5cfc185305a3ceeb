import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** The fund of a public number. Throws not_found. */
export async function findFund(ctx: Context, number: string) {
	const fund = await ctx.db.fund.findUnique({ where: { number } })
	if (!fund) throw new DomainError('not_found', { number })
	return fund
}

/** A document of a fund (指标文号) by its id. Throws not_found. */
export async function findAppropriation(ctx: Context, fundId: bigint, id: string) {
	const found = /^\d{1,18}$/.test(id)
		? await ctx.db.appropriation.findFirst({ where: { id: BigInt(id), fundId } })
		: null
	if (!found) throw new DomainError('not_found', { id })
	return found
}
