import type { Context } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { dateOf, endOfDay } from '#app/lib/time.ts'
import type { AsOf } from './as-of.ts'
import { type FundStage, fundStages } from './fund.ts'

/** The limits of a past view as the books take them: a recorded moment, a business day. */
const limits = ({ day, clock }: AsOf) =>
	clock === 'recorded' ? { recorded: endOfDay(day), effective: null } : { recorded: null, effective: dateOf(day) }

/** What each stage of a fund held per source in a past view, and what had been appropriated. Asked with the fund authorised. */
export async function fundStagesAsOf(ctx: Context, fundId: bigint, asOf: AsOf) {
	const { recorded, effective } = limits(asOf)
	const rows = await ctx.db.$queryRaw<{ source_no: number; stage: string; amount_fen: bigint }[]>`
		SELECT source_no, stage::text, amount_fen FROM fund_stages_as_of(${fundId}, ${recorded}::timestamptz, ${effective}::date)`
	return (sourceNo: number): { promisedFen: Money; stages: Record<FundStage, Money> } => {
		const of = (stage: string) =>
			fen(rows.find((row) => row.source_no === sourceNo && row.stage === stage)?.amount_fen ?? 0n)
		return {
			promisedFen: fen(-of('treasury')),
			stages: Object.fromEntries(fundStages.map((stage) => [stage, of(stage)])) as Record<FundStage, Money>,
		}
	}
}

/** The figures of a voucher in a past view: face = free + held + used + gone (lapsed, void or corrected away). */
export type PastFigures = { face: Money; free: Money; held: Money; used: Money; gone: Money }
export type PastVoucher = { sources: { sourceNo: number; figures: PastFigures }[]; total: PastFigures }

/** A voucher as of a past day, per source and in all. Throws not_found, access.denied. */
export async function voucherAsOf(ctx: Context, number: string, asOf: AsOf): Promise<PastVoucher> {
	const [voucher] = await ctx.db.$queryRaw<{ entitlementId: bigint; enterpriseId: bigint; authorityId: bigint }[]>`
		SELECT v.entitlement_id AS "entitlementId", v.enterprise_id AS "enterpriseId", p.authority_id AS "authorityId"
		FROM voucher v JOIN programme p ON p.id = v.programme_id WHERE v.number = ${number}`
	if (!voucher) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'voucher.view', voucher)
	const { recorded, effective } = limits(asOf)
	const rows = await ctx.db.$queryRaw<({ sourceNo: number } & Record<keyof PastFigures, bigint>)[]>`
		SELECT source_no AS "sourceNo", face_fen AS face, free_fen AS free, held_fen AS held, used_fen AS used, gone_fen AS gone
		FROM entitlement_as_of(${voucher.entitlementId}, ${recorded}::timestamptz, ${effective}::date)`
	const sum = (key: keyof PastFigures) => fen(rows.reduce((total, row) => total + row[key], 0n))
	return {
		sources: rows.map(({ sourceNo, ...figures }) => ({
			sourceNo,
			figures: {
				face: fen(figures.face),
				free: fen(figures.free),
				held: fen(figures.held),
				used: fen(figures.used),
				gone: fen(figures.gone),
			},
		})),
		total: { face: sum('face'), free: sum('free'), held: sum('held'), used: sum('used'), gone: sum('gone') },
	}
}
