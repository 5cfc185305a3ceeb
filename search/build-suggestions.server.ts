import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { dictionary } from './dictionary.server.ts'
import { keyOf } from './folding.server.ts'
import { partQuery } from './postgres-question.server.ts'
import { type Question, readQuestion } from './question.server.ts'
import { keysOf } from './suggestion-keys.server.ts'
import { demanded } from './ways.server.ts'

export const suggestionKinds = ['term', 'category', 'standard', 'instrument', 'provider'] as const
export type SuggestionKind = (typeof suggestionKinds)[number]

type Made = {
	kind: SuggestionKind
	target: string
	label: string
	label_en: string | null
	weight: number
	keys: string[]
}

/** As many of each kind are offered, those with the most listings: what a web process holds stays small. */
const mostOfAKind = 10_000
const termsAtOnce = 200
/** A term with more listings than this comes no earlier for it. */
const mostCounted = 500

/**
 * Makes all suggestions anew from the published listings, the category tree, the providers and the trade's dictionary: only
 * what finds something. Once a day by the worker, which takes seconds over it; pages go on with the old ones meanwhile.
 * Answers how many there are.
 */
export async function buildSuggestions(ctx: Context): Promise<number> {
	const made = [
		...(await categorySuggestions(ctx)),
		...(await standardSuggestions(ctx)),
		...(await instrumentSuggestions(ctx)),
		...(await providerSuggestions(ctx)),
	]
	const named = new Set(made.map((one) => keyOf(one.label)))
	made.push(...(await termSuggestions(ctx, named)))
	await transact(ctx, async (tx) => {
		await tx.db.$executeRaw`DELETE FROM suggestion`
		for (let at = 0; at < made.length; at += 1_000) await insert(tx, made.slice(at, at + 1_000))
	})
	return made.length
}

/** Adds what a listing that has just become public brings with it: its standards, its instrument, its provider. */
export async function suggestListing(ctx: Context, event: { payload: unknown }): Promise<void> {
	const id = BigInt((event.payload as { listingId: string | number }).listingId)
	const made = [
		...(await standardSuggestions(ctx, id)),
		...(await instrumentSuggestions(ctx, id)),
		...(await providerSuggestions(ctx, id)),
	]
	if (made.length > 0) await insert(ctx, made)
}

const insert = (ctx: Context, made: readonly Made[]) => ctx.db.$executeRaw`
	INSERT INTO suggestion (kind, target, label, label_en, weight, keys)
	SELECT kind, target, label, label_en, weight, keys
	FROM jsonb_to_recordset(${JSON.stringify(made)}::jsonb) AS m(kind text, target text, label text, label_en text, weight int, keys text[])
	ON CONFLICT ON CONSTRAINT suggestion_once DO NOTHING`

async function categorySuggestions(ctx: Context): Promise<Made[]> {
	const all = await allCategories(ctx)
	const counts = await ctx.db.listing.groupBy({
		by: ['categoryId'],
		where: { state: 'published' },
		_count: { _all: true },
	})
	const weights = new Map<string, number>()
	for (const { categoryId, _count } of counts)
		for (const { id } of categoryPath(all, categoryId)) weights.set(id, (weights.get(id) ?? 0) + _count._all)
	return [...weights].flatMap(([id, weight]) => {
		const category = all.get(id)
		if (!category) return []
		const { name, nameEn } = category
		return {
			kind: 'category' as const,
			target: id,
			label: name,
			label_en: nameEn,
			weight,
			keys: keysOf([name, nameEn]),
		}
	})
}

/** Of all published listings, or of one. */
async function standardSuggestions(ctx: Context, listing: bigint | null = null): Promise<Made[]> {
	const rows = await ctx.db.$queryRaw<{ code: string; title: string | null; weight: number }[]>`
		SELECT s ->> 'code' AS code, min(s ->> 'title') AS title, count(*)::int AS weight
		FROM listing l CROSS JOIN LATERAL jsonb_array_elements(l.standards) s
		WHERE l.state = 'published' AND (${listing}::bigint IS NULL OR l.id = ${listing}) AND s ->> 'code' <> ''
		GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT ${mostOfAKind}`
	return rows.map(({ code, title, weight }) => ({
		kind: 'standard',
		target: code,
		label: title ? `${code} ${title}` : code,
		label_en: code,
		weight,
		keys: keysOf([code, title]),
	}))
}

async function instrumentSuggestions(ctx: Context, listing: bigint | null = null): Promise<Made[]> {
	const rows = await ctx.db.$queryRaw<{ model: string; weight: number }[]>`
		SELECT l.instrument_model AS model, count(*)::int AS weight FROM listing l
		WHERE l.state = 'published' AND (${listing}::bigint IS NULL OR l.id = ${listing}) AND l.instrument_model <> ''
		GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${mostOfAKind}`
	return rows.map(({ model, weight }) => ({
		kind: 'instrument',
		target: model,
		label: model,
		label_en: null,
		weight,
		keys: keysOf([model]),
	}))
}

async function providerSuggestions(ctx: Context, listing: bigint | null = null): Promise<Made[]> {
	const rows = await ctx.db.$queryRaw<{ number: string; name: string; nameEn: string | null; weight: number }[]>`
		SELECT o.number, o.name, o.name_en AS "nameEn", n.weight FROM organisation o
		JOIN (SELECT provider_id, count(*)::int AS weight FROM listing l
		      WHERE l.state = 'published' AND (${listing}::bigint IS NULL OR l.id = ${listing}) GROUP BY 1) n ON n.provider_id = o.id
		WHERE o.kind = 'provider' AND o.status = 'verified' ORDER BY n.weight DESC, o.id LIMIT ${mostOfAKind}`
	return rows.map(({ number, name, nameEn, weight }) => ({
		kind: 'provider',
		target: number,
		label: name,
		label_en: nameEn,
		weight,
		keys: keysOf([name, nameEn]),
	}))
}

/** Terms of the dictionary that find something by their own meaning; those that a suggestion of another kind is called are left out. */
async function termSuggestions(ctx: Context, named: ReadonlySet<string>): Promise<Made[]> {
	const terms = [...dictionary().terms].filter(([key]) => !named.has(key)).map(([, term]) => term)
	const made: Made[] = []
	for (let at = 0; at < terms.length; at += termsAtOnce) {
		const part = terms.slice(at, at + termsAtOnce)
		const weights = await countsOf(
			ctx,
			part.map((term) => readQuestion(term, true)),
		)
		part.forEach((term, i) => {
			const weight = weights[i]!
			if (weight > 0)
				made.push({ kind: 'term', target: term, label: term, label_en: null, weight, keys: keysOf([term]) })
		})
	}
	return made
}

/** How many listings each question means, counted up to a bound: hundreds of questions in one statement. */
async function countsOf(ctx: Context, questions: readonly Question[]): Promise<number[]> {
	const queries = questions.map(({ parts }) =>
		demanded(parts)
			.map((part) => partQuery(part))
			.join(' & '),
	)
	const rows = await ctx.db.$queryRaw<{ n: number }[]>`
		SELECT CASE WHEN q = '' THEN 0 ELSE (SELECT count(*) FROM (SELECT FROM search_document d WHERE d.tsv @@ q::tsquery LIMIT ${mostCounted}) x) END::int AS n
		FROM unnest(${queries}::text[]) WITH ORDINALITY u(q, at) ORDER BY at`
	return rows.map(({ n }) => n)
}
