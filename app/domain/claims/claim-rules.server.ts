import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { capKeysFor } from '#app/domain/programmes/cap-keys.ts'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import type { Facts } from '#app/domain/programmes/facts.ts'
import { enterpriseFacts, providerFacts } from '#app/domain/programmes/known-facts.server.ts'
import { ratioFacts } from '#app/domain/programmes/rounds.server.ts'
import type { Related } from '#app/domain/relations/relations.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { factsOfClaim } from './claim-facts.ts'
import type { ClaimHead } from './claim-head.server.ts'
import type { ClaimLineView } from './claim-lines.server.ts'
import { claimRelations } from './claim-relations.server.ts'

const nothing: Evaluation = {
	decision: 'needs',
	amountFen: fen(0),
	split: [],
	enterprisePaysFen: fen(0),
	baseFen: fen(0),
	draws: [],
	lines: [],
	reasons: [],
	needs: [],
}

/**
 * What the programme's rules say to a claim today: eligibility, amount, split over the sources and draws on caps. What
 * earlier claims still under way will draw counts as used, so that two claims never share one rest of a cap. Relations
 * that are proven, or judged by a reviewer, are a fact for the rules (`knownRelations`: when they were read already).
 */
export async function evaluateClaim(
	ctx: Context,
	head: ClaimHead,
	lines: readonly ClaimLineView[],
	knownRelations?: ReadonlyMap<string, Related>,
): Promise<Evaluation> {
	return lines.length === 0 ? nothing : (await rulesFor(ctx, head, lines, knownRelations))(lines)
}

/** What the rules say to a claim, as a function of its lines: everything around them is read once. */
export async function rulesFor(
	ctx: Context,
	head: ClaimHead,
	lines: readonly ClaimLineView[],
	knownRelations?: ReadonlyMap<string, Related>,
): Promise<(lines: readonly ClaimLineView[]) => Evaluation> {
	const [organisations, related, categories, fund] = await Promise.all([
		parties(ctx, head, lines),
		knownRelations ?? claimRelations(ctx, head, lines),
		allCategories(ctx),
		fundFacts(ctx, head),
	])
	const around: Parameters<typeof factsOfClaim>[2] = {
		enterprise: enterpriseFacts(organisations.find((party) => party.id === head.enterpriseId)!),
		providerOf: (line) => {
			const provider = organisations.find(
				(party) => party.kind === 'provider' && party.creditCode === line.provider.creditCode,
			)
			const on = line.serviceOn ?? shanghaiDay(ctx.now)
			return provider && providerFacts(provider, line.marks ? { marks: line.marks, on } : undefined)
		},
		categoriesOf: (line) =>
			line.categoryId ? categoryPath(categories, line.categoryId).map(({ id }) => id) : undefined,
		relationOf: (line) => {
			const rule = head.document.scope.relation
			const kinds = related.get(line.provider.creditCode)?.kinds ?? []
			return rule && (kinds.length > 0 || rule.proof !== 'commitment') ? { kinds } : undefined
		},
		fund,
		round: head.kind === 'claim_only' && head.round ? roundOf(head.round) : undefined,
		at: shanghaiDay(head.submittedAt ?? ctx.now),
	}
	const used = await usedWithPending(ctx, head, capKeysFor(head.document, factsOfClaim(head, lines, around)))
	return (changed) => evaluate(head.document, { ...factsOfClaim(head, changed, around), used })
}

/** The enterprise, and the providers of its lines that are on the platform. */
const parties = (ctx: Context, head: ClaimHead, lines: readonly ClaimLineView[]) =>
	ctx.db.organisation.findMany({
		where: {
			OR: [
				{ id: head.enterpriseId },
				{ kind: 'provider', creditCode: { in: lines.map((line) => line.provider.creditCode) } },
			],
		},
	})

const roundOf = ({ number, opensOn, closesOn, serviceFrom, serviceUntil, ratio }: NonNullable<ClaimHead['round']>) => ({
	number,
	...ratioFacts(ratio),
	opensOn,
	closesOn,
	serviceFrom,
	serviceUntil,
})

/** The fund of the year, where a cap is a share of it. */
async function fundFacts(ctx: Context, head: ClaimHead): Promise<Facts['fund']> {
	const { subsidy } = head.document
	if (!subsidy.caps.some((cap) => cap.limit.kind === 'fund_share')) return undefined
	const total = await ctx.db.appropriation.aggregate({
		where: { fundId: head.fundId, state: 'approved' },
		_sum: { amountFen: true },
	})
	return { yearFen: fen(total._sum.amountFen ?? 0n) }
}

/** Use of caps by others: what is drawn, less what this claim and its orders drew themselves, and what claims without vouchers submitted before this one will draw on approval. */
async function usedWithPending(ctx: Context, head: ClaimHead, keys: readonly string[]): Promise<Record<string, Money>> {
	if (keys.length === 0) return {}
	const rows = await ctx.db.$queryRaw<{ key: string; used: bigint }[]>`
		SELECT key, sum(fen)::bigint AS used FROM (
			SELECT cap_key AS key, used_fen AS fen FROM cap_usage WHERE cap_key = ANY(${[...keys]}::text[])
			UNION ALL
			SELECT cap_key, -amount_fen FROM cap_draw WHERE cap_key = ANY(${[...keys]}::text[])
				AND (claim_id = ${head.id} OR order_id IN (SELECT order_id FROM claim_line WHERE claim_id = ${head.id}))
			UNION ALL
			SELECT d ->> 'capKey', (d ->> 'amountFen')::bigint
			FROM claim c, jsonb_array_elements(c.evaluation -> 'draws') d
			WHERE c.kind <> 'voucher' AND c.state IN ('submitted', 'reviewed', 'on_notice') AND c.id <> ${head.id}
				AND c.submitted_at < ${head.submittedAt ?? ctx.now} AND d ->> 'capKey' = ANY(${[...keys]}::text[])) drawn
		GROUP BY key`
	return Object.fromEntries(rows.map((row) => [row.key, fen(row.used)]))
}
