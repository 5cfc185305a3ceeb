import { followClawbacks } from '#app/domain/claims/follow-clawbacks.server.ts'
import { followRedLetters } from '#app/domain/claims/follow-red-letters.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { carryOutDraws } from '#app/domain/draws/carry-out-draws.server.ts'
import { system } from '#app/domain/identity/actor.ts'
import { checkBooks, foldBooks, sealBooks } from '#app/domain/ledger/keep-books.server.ts'
import { closeDueNotices } from '#app/domain/notices/close-notice.server.ts'
import { acceptSilentOrders } from '#app/domain/orders/accept-silent-orders.server.ts'
import { closeSettledOrders } from '#app/domain/orders/close-settled-orders.server.ts'
import { expireOverdueOrders } from '#app/domain/orders/expire-overdue-orders.server.ts'
import { checkFunds } from '#app/domain/reporting/fund-drift.server.ts'
import { lapseDueVouchers } from '#app/domain/vouchers/lapse-due-vouchers.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { buildSuggestions } from '#search/build-suggestions.server.ts'
import { reclassify } from '#search/reclassify.server.ts'
import { refreshExpiredMarks } from '#search/sync.server.ts'
import { alertOf } from './search-alerts.ts'

type Work = { name: string; run: (ctx: Context) => Promise<unknown> }
/** Work done again after so many seconds, or once a day at a time of day in Asia/Shanghai (`HH:MM`). */
export type Task = Work & ({ everySeconds: number; dailyAt?: never } | { dailyAt: string; everySeconds?: never })

/** What happens by the clock. One row per task; two workers never run one at the same time. */
const tasks: readonly Task[] = [
	{ name: 'fold-books', everySeconds: 5, run: () => foldBooks() },
	{ name: 'seal-books', everySeconds: 5, run: () => sealBooks() },
	{ name: 'carry-out-draws', everySeconds: 5, run: (ctx) => carryOutDraws(ctx) },
	{ name: 'check-books', everySeconds: 300, run: () => checkBooks('light') },
	{ name: 'verify-books', dailyAt: '02:30', run: () => checkBooks('full') },
	{ name: 'check-funds', everySeconds: 60, run: () => checkFunds() },
	{ name: 'follow-red-letters', everySeconds: 60, run: (ctx) => followRedLetters(ctx) },
	{ name: 'follow-clawbacks', everySeconds: 60, run: (ctx) => followClawbacks(ctx) },
	{ name: 'expire-orders', everySeconds: 60, run: (ctx) => expireOverdueOrders(ctx) },
	{ name: 'accept-silent', everySeconds: 3_600, run: (ctx) => acceptSilentOrders(ctx) },
	{ name: 'close-orders', everySeconds: 300, run: (ctx) => closeSettledOrders(ctx) },
	{ name: 'lapse-vouchers', everySeconds: 3_600, run: (ctx) => lapseDueVouchers(ctx) },
	{ name: 'close-notices', everySeconds: 3_600, run: (ctx) => closeDueNotices(ctx) },
	{ name: 'build-suggestions', dailyAt: '03:10', run: (ctx) => buildSuggestions(ctx) },
	{ name: 'tell-listings-apart', dailyAt: '03:20', run: (ctx) => reclassify(ctx) },
	{ name: 'alerts-at-once', everySeconds: 10, run: alertOf('at_once') },
	{ name: 'alerts-daily', dailyAt: '08:00', run: alertOf('daily') },
	{ name: 'refresh-marks', everySeconds: 3_600, run: (ctx) => refreshExpiredMarks(ctx) },
]

/** Started before this moment, a task is due: SQL over its interval in seconds or its time of day. */
const dueBefore = (seconds: string, timeOfDay: string) =>
	`CASE WHEN ${timeOfDay}::text IS NULL THEN now() - make_interval(secs => ${seconds}::float8)
	ELSE (date_trunc('day', now() AT TIME ZONE 'Asia/Shanghai' - ${timeOfDay}::interval) + ${timeOfDay}::interval) AT TIME ZONE 'Asia/Shanghai' END`

/** Runs every task whose time has come, by the database's clock. Returns the names of those run. */
export async function runDueTasks(table: readonly Task[] = tasks): Promise<string[]> {
	const { rows } = await pool.query<{ name: string }>(
		`SELECT t.name FROM jsonb_to_recordset($1::jsonb) t(name text, "everySeconds" float8, "dailyAt" text)
		LEFT JOIN worker_task w ON w.name = t.name
		WHERE w.started_at IS NULL OR w.started_at <= ${dueBefore('t."everySeconds"', 't."dailyAt"')}`,
		[JSON.stringify(table)],
	)
	const due = new Set(rows.map((row) => row.name))
	const done: string[] = []
	for (const task of table) if (due.has(task.name) && (await runTask(task))) done.push(task.name)
	return done
}

/** Runs one task under its lock; false when another worker has it or has just done it. */
async function runTask(task: Task): Promise<boolean> {
	const client = await pool.connect()
	try {
		const lock = await client.query<{ taken: boolean }>(
			`SELECT pg_try_advisory_lock(hashtextextended('task:' || $1, 0)) AS taken`,
			[task.name],
		)
		if (!lock.rows[0]!.taken) return false
		try {
			const { rows } = await client.query<{ now: Date }>(
				`INSERT INTO worker_task (name, started_at) VALUES ($3, now())
				ON CONFLICT (name) DO UPDATE SET started_at = now(), done_at = NULL
				WHERE worker_task.started_at <= ${dueBefore('$1', '$2')}
				RETURNING business_now() AS now`,
				[task.everySeconds ?? null, task.dailyAt ?? null, task.name],
			)
			if (!rows[0]) return false
			const failure = await attempt(task, rows[0].now)
			await client.query('UPDATE worker_task SET done_at = clock_timestamp(), last_error = $2 WHERE name = $1', [
				task.name,
				failure,
			])
			return true
		} finally {
			await client.query(`SELECT pg_advisory_unlock(hashtextextended('task:' || $1, 0))`, [task.name])
		}
	} finally {
		client.release()
	}
}

async function attempt(task: Task, now: Date): Promise<string | null> {
	try {
		await task.run({ db: prisma, actor: system, now })
		return null
	} catch (error) {
		logger.error({ task: task.name, err: error }, 'task not done')
		return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
	}
}
