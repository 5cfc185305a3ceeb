import type { Context } from '#app/domain/context.server.ts'

/** Names of accounts by id; nulls are left out. */
export async function namesOf(ctx: Context, ids: readonly (bigint | null)[]): Promise<Map<bigint, string>> {
	const known = [...new Set(ids.filter((id): id is bigint => id !== null))]
	const people = await ctx.db.account.findMany({ where: { id: { in: known } }, select: { id: true, name: true } })
	return new Map(people.map((person) => [person.id, person.name]))
}
