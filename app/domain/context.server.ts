import { createHash } from 'node:crypto'
import { DomainError } from '#app/lib/errors.ts'
import { together } from '#app/lib/together.ts'
import { type Db, pool, preparedPool, prisma } from '#app/platform/db.server.ts'
import { failpoint } from '#app/platform/failpoint.server.ts'
import type { Actor } from './identity/actor.ts'

/**
 * Everything a domain function may depend on besides its input. `now` is the business clock, taken from the database
 * once per request. `key` is the idempotency key of this request, when it carries one.
 */
export type Context = { db: Db; actor: Actor; now: Date; key?: string }

/** How long a transaction may wait for a connection and take, in milliseconds: a large bank statement on a busy machine. */
const limits = { maxWait: 10_000, timeout: 60_000 }

/** Runs `work` in one database transaction. Nested calls join the outer one. Money commands do not need it. */
export async function transact<T>(ctx: Context, work: (tx: Context) => Promise<T>): Promise<T> {
	if (ctx.db !== prisma) return work(ctx)
	const done = await prisma.$transaction(async (db) => {
		const answer = await work({ ...ctx, db: db as unknown as Db })
		failpoint('transaction.before_commit')
		return answer
	}, limits)
	failpoint('transaction.after_commit')
	return done
}

type Statement = { name: string; text: string }
type Values = readonly (string | number | boolean | null | readonly (string | null)[])[]

/**
 * One prepared statement by its name, for what the busiest minutes ask: several times cheaper than a query builder's, and
 * planned once for whatever values come, so it must be one that finds its rows by keys, or only writes.
 * Columns are text, JSON, booleans, small numbers and timestamps; bigint is cast to text in the statement.
 */
export const ask = <Row extends object>(ctx: Pick<Context, 'db'>, statement: Statement, values: Values) =>
	send<Row>(preparedPool, ctx, statement, values)

/** The same for a statement that is one call of a function: what the function asks is planned as its values suggest. */
export const call = <Row extends object>(ctx: Pick<Context, 'db'>, statement: Statement, values: Values) =>
	send<Row>(pool, ctx, statement, values)

async function send<Row extends object>(
	through: typeof pool,
	{ db }: Pick<Context, 'db'>,
	{ name, text }: Statement,
	values: Values,
): Promise<Row[]> {
	if (db !== prisma) return db.$queryRawUnsafe<Row[]>(text, ...values) // within a transaction; text is a constant
	return (await through.query({ name, text, values: [...values] })).rows as Row[]
}

/**
 * Like `ask`, for statements that are asked beside each other: those of one turn of the event loop travel as one. Every
 * column comes as JSON has it (a timestamp is text).
 */
export async function askBeside<Row extends object>(
	ctx: Pick<Context, 'db'>,
	statement: Statement,
	values: Values,
): Promise<Row[]> {
	const asked = { statement, values }
	const rows = ctx.db === prisma ? await besideEachOther(asked) : (await asOne(ctx, [asked]))[0]
	return rows as Row[]
}

type Beside = { statement: Statement; values: Values }
/** Statements in one: more make a plan nobody meets twice. */
const mostBeside = 4

/** Each statement goes once into a group: what is asked twice in one turn is two groups, and neither waits for the other. */
const besideEachOther = together(async (asked: readonly Beside[]): Promise<Promise<object[]>[]> => {
	const groups: Beside[][] = []
	const places = asked.map((one) => {
		const isFree = (group: Beside[]) =>
			group.length < mostBeside && group.every(({ statement }) => statement.name !== one.statement.name)
		const group = groups.find(isFree) ?? groups[groups.push([]) - 1]!
		return { group, index: group.push(one) - 1 }
	})
	const answers = new Map(groups.map((group) => [group, asOne({ db: prisma }, group)]))
	return places.map(({ group, index }) => answers.get(group)!.then((rows) => rows[index]!))
})

async function asOne(ctx: Pick<Context, 'db'>, asked: readonly Beside[]): Promise<object[][]> {
	let place = 0
	const columns = asked.map(({ statement, values }, n) => {
		const text = statement.text.replace(/\$(\d+)/g, (_, no: string) => `$${place + Number(no)}`)
		place += values.length
		return `(SELECT coalesce(json_agg(r), '[]') FROM (${text}) r) AS "${n}"`
	})
	const text = `SELECT ${columns.join(', ')}`
	const name = `beside_${createHash('sha1').update(text).digest('hex')}` // PostgreSQL cuts longer names
	const values = asked.flatMap((one) => [...one.values])
	const [row] = await ask<Record<string, object[]>>(ctx, { name, text }, values)
	return asked.map((_, n) => row![n]!)
}

/**
 * A read that many ask for at the same moment, done by one statement for all of them: `read` gets what each asked and
 * answers each in its place, an Error for one of whom there is nothing. Within a transaction everybody reads alone.
 */
export function sharedRead<Asked, Answer>(
	read: (ctx: Pick<Context, 'db'>, asked: readonly Asked[]) => Promise<readonly (Answer | Error)[]>,
): (ctx: Context, asked: Asked) => Promise<Answer> {
	// halves of a crowd go side by side: one half is reckoned with while the database reads for the other
	const shared = together((asked: readonly Asked[]) => read({ db: prisma }, asked), { hands: 2, most: 200, least: 8 })
	return async (ctx, asked) => {
		if (ctx.db === prisma) return shared(asked)
		const [answer] = await read(ctx, [asked])
		if (answer instanceof Error) throw answer
		return answer as Answer
	}
}

/** A shared read of rows by their public number: `statement` takes the numbers as its one parameter. Throws not_found. */
export const readByNumber = <Row extends { number: string }>(statement: { name: string; text: string }) =>
	sharedRead<string, Row>(async (ctx, numbers) => {
		const rows = await ask<Row>(ctx, statement, [[...new Set(numbers)]])
		const byNumber = new Map(rows.map((row) => [row.number, row]))
		return numbers.map((number) => byNumber.get(number) ?? new DomainError('not_found', { number }))
	})
