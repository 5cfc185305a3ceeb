import type { Context } from '#app/domain/context.server.ts'
import type { Division } from './division.ts'

/** All divisions in the order of their codes: a province before its cities, a city before its districts. */
export async function listDivisions(ctx: Context): Promise<Division[]> {
	return (await ctx.db.division.findMany({ orderBy: { code: 'asc' } })) as Division[]
}

/** One division by code, or null. */
export async function findDivision(ctx: Context, code: string): Promise<Division | null> {
	return (await ctx.db.division.findUnique({ where: { code } })) as Division | null
}
