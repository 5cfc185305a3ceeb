import { ask, type Context } from '#app/domain/context.server.ts'
import { readDocument } from './programme-document.ts'
import { type ClassFacts, classFactsOf, classKeyOf, type ListingFacts, type Reads, readsOf } from './subsidy-class.ts'

/** The classes of listings in force, as they are stored. */

export type SubsidyClass = { id: number; facts: ClassFacts }
/** `version`: changes with what is read and with every new class. */
export type Classes = { reads: ReadonlySet<string>; all: readonly SubsidyClass[]; version: string }

type Row = { reads: Reads; madeAt: string; all: SubsidyClass[] }
const classesInForce = {
	name: 'subsidy_classes_in_force',
	text: `SELECT coalesce((SELECT reads FROM subsidy_reads), '[]') AS reads, coalesce((SELECT made_at::text FROM subsidy_reads), '') AS "madeAt",
		(SELECT coalesce(json_agg(json_build_object('id', c.id, 'facts', c.facts) ORDER BY c.id), '[]') FROM subsidy_class c) AS "all"`,
}

let kept: { at: number; classes: Classes } | undefined
const keptForMs = 2_000

/** What is read of listings, and every class there is. Read at most every two seconds. */
export async function subsidyClasses(ctx: Context): Promise<Classes> {
	if (kept && Date.now() - kept.at < keptForMs) return kept.classes
	const [row] = await ask<Row>(ctx, classesInForce, [])
	const { all, reads, madeAt } = row!
	const version = `${madeAt}/${reads.length}/${all.at(-1)?.id ?? 0}`
	const classes = { reads: new Set(reads), all, version }
	kept = { at: Date.now(), classes }
	return classes
}

/** What the rules that may pay for an order read of listings: every version ever published that is no sample. */
export async function publishedReads(ctx: Context): Promise<Reads> {
	const versions = await ctx.db.programmeVersion.findMany({
		where: { state: { in: ['published', 'withdrawn'] }, programme: { isSample: false } },
		select: { document: true },
	})
	return readsOf(versions.map(({ document }) => readDocument(document)))
}

/** From now on classes are made by these reads. True when that changes anything. */
export async function putReads(ctx: Context, reads: Reads): Promise<boolean> {
	const before = await ctx.db.subsidyReads.findUnique({ where: { id: 1 } })
	if (before && JSON.stringify(before.reads) === JSON.stringify(reads)) return false
	const data = { reads: [...reads], madeAt: ctx.now }
	await ctx.db.subsidyReads.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data })
	kept = undefined
	return true
}

/** The class of each listing, by the reads in force; classes that did not exist are made. */
export async function classesOf(ctx: Context, listings: readonly ListingFacts[]): Promise<number[]> {
	const row = await ctx.db.subsidyReads.findUnique({ where: { id: 1 } })
	const reads = new Set((row?.reads ?? []) as Reads)
	const facts = listings.map((listing) => classFactsOf(listing, reads))
	const keys = facts.map(classKeyOf)
	const byKey = new Map(facts.map((one, i) => [keys[i]!, one]))
	const wanted = [...byKey.keys()]
	const read = async () =>
		new Map((await ctx.db.subsidyClass.findMany({ where: { key: { in: wanted } } })).map(({ key, id }) => [key, id]))
	let ids = await read()
	const missing = wanted.filter((key) => !ids.has(key))
	if (missing.length > 0) {
		const data = missing.map((key) => ({ key, facts: byKey.get(key)! }))
		await ctx.db.subsidyClass.createMany({ data, skipDuplicates: true })
		kept = undefined
		ids = await read()
	}
	return keys.map((key) => ids.get(key)!)
}
