import { ask, askBeside, type Context, sharedRead } from '#app/domain/context.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { capKeysFor } from './cap-keys.ts'
import { evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Facts } from './facts.ts'
import type { ProgrammeDocument } from './programme-document.ts'

const usageByKeys = {
	name: 'cap_usage_by_keys',
	text: 'SELECT cap_key AS "capKey", used_fen::text AS "usedFen" FROM cap_usage WHERE cap_key = ANY ($1::text[])',
}

type Row = { capKey: string; usedFen: string }

const readUsage = sharedRead(async (ctx, asked: readonly (readonly string[])[]): Promise<Record<string, Money>[]> => {
	const rows = await ask<Row>(ctx, usageByKeys, [[...new Set(asked.flat())]])
	const used = new Map(rows.map((row) => [row.capKey, fen(BigInt(row.usedFen))]))
	return asked.map((keys) =>
		Object.fromEntries(keys.flatMap((key) => (used.has(key) ? [[key, used.get(key)!] as const] : []))),
	)
})

/** What has been drawn on each of these caps so far, in fen; a cap nobody drew on is not in the answer. */
export const usedCaps = async (ctx: Context, keys: readonly string[]): Promise<Record<string, Money>> =>
	keys.length === 0 ? {} : readUsage(ctx, keys)

/** The same, in one statement with what is asked beside it. */
export async function usedCapsBeside(ctx: Context, keys: readonly string[]): Promise<Record<string, Money>> {
	const rows = await askBeside<Row>(ctx, usageByKeys, [keys])
	return Object.fromEntries(rows.map((row) => [row.capKey, fen(BigInt(row.usedFen))]))
}

/** `evaluate` with the caps as they stand now; whatever `facts.used` held is replaced. */
export async function evaluateNow(ctx: Context, document: ProgrammeDocument, facts: Facts): Promise<Evaluation> {
	return evaluate(document, { ...facts, used: await usedCaps(ctx, capKeysFor(document, facts)) })
}
