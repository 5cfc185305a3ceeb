import type { Context } from '#app/domain/context.server.ts'
import { type NumberKind, publicNumber } from '#app/lib/ids.ts'
import { shanghaiDay } from '#app/lib/time.ts'

/** As many next public numbers of a kind as asked for, in one round trip. */
export async function nextNumbers(ctx: Context, kind: NumberKind, count: number): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ value: bigint }[]>`
		SELECT nextval(${`number_${kind}`}::regclass) AS value FROM generate_series(1, ${count}::int)`
	const year = Number(shanghaiDay(ctx.now).slice(0, 4))
	return rows.map(({ value }) => publicNumber(kind, year, value))
}

/** The next public number of a kind, such as DD-2026-000123. Numbers may have gaps, never repeats. */
export async function nextNumber(ctx: Context, kind: NumberKind): Promise<string> {
	const rows = await ctx.db.$queryRaw<{ value: bigint }[]>`SELECT nextval(${`number_${kind}`}::regclass) AS value`
	return publicNumber(kind, Number(shanghaiDay(ctx.now).slice(0, 4)), rows[0]!.value)
}
