import { createHash } from 'node:crypto'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'

/** A limit: so many attempts in so many minutes. */
export type Limit = { name: string; most: number; minutes: number }

/**
 * Sign-in limits. One browser's address may guess one account five times; many addresses together may guess one account
 * a hundred times an hour, so that its owner is hardly locked out by strangers; one address may fail sixty times.
 */
export const signInLimits = {
	pair: { name: 'pair', most: 5, minutes: 15 },
	account: { name: 'account', most: 100, minutes: 60 },
	address: { name: 'address', most: 60, minutes: 15 },
} as const satisfies Record<string, Limit>

/** Registrations and accepted invitations from one address. */
export const registerLimit: Limit = { name: 'register', most: 60, minutes: 60 }

const keyOf = (limit: Limit, who: string) => createHash('sha256').update(`${limit.name}\n${who}`).digest('hex')

/**
 * Counts one attempt before it is judged, in one statement outside any transaction, so that attempts made at the same
 * moment all count. Answers with how many are left. Throws identity.too_many_attempts with the minutes to wait.
 */
export async function countAttempt(ctx: Context, limit: Limit, who: string): Promise<number> {
	const until = new Date(ctx.now.getTime() + limit.minutes * 60_000)
	const rows = await ctx.db.$queryRaw<{ count: number; resetAt: Date }[]>`
		INSERT INTO attempt AS a (key, count, reset_at) VALUES (${keyOf(limit, who)}, 1, ${until})
		ON CONFLICT (key) DO UPDATE SET
			count = CASE WHEN a.reset_at <= ${ctx.now} THEN 1 ELSE least(a.count + 1, 1000000) END,
			reset_at = CASE WHEN a.reset_at <= ${ctx.now} THEN ${until} ELSE a.reset_at END
		RETURNING count, reset_at AS "resetAt"`
	const { count, resetAt } = rows[0]!
	if (count <= limit.most) return limit.most - count
	throw new DomainError('identity.too_many_attempts', {
		minutes: Math.max(1, Math.ceil((resetAt.getTime() - ctx.now.getTime()) / 60_000)),
	})
}

/** Forgets what was counted for someone who has shown to be the right person; also sweeps counters long run out. */
export async function forgetAttempts(ctx: Context, limit: Limit, who: string): Promise<void> {
	await ctx.db
		.$executeRaw`DELETE FROM attempt WHERE key = ${keyOf(limit, who)} OR reset_at < ${new Date(ctx.now.getTime() - 3_600_000)}`
}

/** Takes one counted attempt back: it turned out to be right, and only failures use up an address. */
export async function takeBackAttempt(ctx: Context, limit: Limit, who: string): Promise<void> {
	await ctx.db.$executeRaw`UPDATE attempt SET count = greatest(count - 1, 0) WHERE key = ${keyOf(limit, who)}`
}
