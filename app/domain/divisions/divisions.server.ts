import type { Context } from '#app/domain/context.server.ts'
import type { Division } from './division.ts'

let kept: { at: number; all: Division[] } | undefined
const keptForMs = 3_600_000

/**
 * All divisions in the order of their codes: a province before its cities, a city before its districts. They change
 * every few years: read once an hour.
 */
export async function listDivisions(ctx: Context): Promise<readonly Division[]> {
	if (kept && Date.now() - kept.at < keptForMs && kept.all.length > 0) return kept.all
	kept = { at: Date.now(), all: (await ctx.db.division.findMany({ orderBy: { code: 'asc' } })) as Division[] }
	return kept.all
}

/** One division by code, or null. */
export async function findDivision(ctx: Context, code: string): Promise<Division | null> {
	return (await ctx.db.division.findUnique({ where: { code } })) as Division | null
}
