import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { demoPassword, mailOf } from '#prisma/seed/accounts.ts'
import { startChild } from '#scripts/lib/children.ts'
import { CannotRun, countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { ensureBuild } from '#scripts/lib/generated.ts'
import { type BenchDatabase, machine, serverSettings, withDataSet } from './lib/cluster.ts'
import { million, millionFund, millionVouchers } from './lib/million.ts'

const writers = 3
/** Milliseconds a writer rests between two commands, and the worker between two turns of folding and sealing. */
const writerRest = 50
const workerRest = 5_000

/** Places an order on a granted voucher and declines it, again and again, by the books' functions. Answers how many commands. */
async function write(client: pg.Client, isOver: () => boolean, n: number): Promise<number> {
	const head = (actor: string, organisation: string) =>
		`jsonb_build_object('actorId', ${actor}, 'scopeOrgId', ${organisation}, 'now', now(), 'key', NULL, 'inputHash', repeat('0', 64))`
	let commands = 0
	const run = `${Date.now()}-${n}`
	const { rows: vouchers } = await client.query<{ id: string }>(
		`SELECT v.id FROM voucher v JOIN fund f ON f.id = v.fund_id WHERE f.number = $1 AND v.state = 'active' AND v.id % 20 < 5 ORDER BY v.id OFFSET $2 LIMIT 100`,
		[millionFund, n * 1_000],
	)
	for (let i = 0; !isOver(); i++) {
		const { rows } = await client.query<{ id: string }>(
			`INSERT INTO "order" (number, listing_id, listing_snapshot, enterprise_id, provider_id, quantity, unit_price_fen, price_fen, mode, voucher_id, entitlement_id, programme_id, version_id)
			 SELECT 'DD-B-' || $2 || '-' || $3, l.id, '{}', v.enterprise_id, l.provider_id, 1, 1000000, 1000000, 'deduct', v.id, v.entitlement_id, v.programme_id, v.version_id
			 FROM voucher v, (SELECT id, provider_id FROM listing WHERE state = 'published' ORDER BY id LIMIT 1) l WHERE v.id = $1 RETURNING id`,
			[vouchers[i % vouchers.length]!.id, run, i],
		)
		await client.query(
			`SELECT place_order(${head('v.submitted_by_id', 'o.enterprise_id')}, jsonb_build_object('orderId', o.id, 'amountFen', 400000, 'draws', '[]'::jsonb, 'replyDueAt', now() + interval '3 days'))
			 FROM "order" o JOIN voucher x ON x.id = o.voucher_id JOIN application v ON v.id = x.application_id WHERE o.id = $1`,
			[rows[0]!.id],
		)
		await pause(writerRest)
		await client.query(
			`SELECT end_order(${head('v.submitted_by_id', 'o.provider_id')}, jsonb_build_object('orderId', o.id, 'to', 'declined', 'reason', '设备检修'))
			 FROM "order" o JOIN voucher x ON x.id = o.voucher_id JOIN application v ON v.id = x.application_id WHERE o.id = $1`,
			[rows[0]!.id],
		)
		await pause(writerRest)
		commands += 2
	}
	return commands
}

/** Signs a finance officer in at the running server; answers the cookie. */
async function signIn(origin: string): Promise<string> {
	const answer = await fetch(`${origin}/sign-in`, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams({
			intent: 'sign_in',
			back: '/',
			email: mailOf('finance', 'high-tech'),
			password: demoPassword,
		}).toString(),
	})
	const cookie = answer.headers.get('set-cookie')?.split(';')[0]
	if (!cookie) throw new CannotRun(`The finance officer could not sign in (${answer.status}).`)
	return cookie
}

const quantile = (values: readonly number[], share: number) =>
	[...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!

/** Folds, seals and keeps boards as the worker does, while the pages are asked for. */
async function keepBooks(isOver: () => boolean): Promise<void> {
	const { foldBooks, sealBooks } = await import('#app/domain/ledger/keep-books.server.ts')
	while (!isOver()) {
		await foldBooks()
		await sealBooks()
		for (let rested = 0; rested < workerRest && !isOver(); rested += 100) await pause(100)
	}
}

async function measure(origin: string, requests: number, times: number[]): Promise<number[]> {
	const cookie = await signIn(origin)
	const url = `${origin}/authority/funds/${millionFund}`
	const waits: number[] = []
	for (let i = -10; i < requests; i++) {
		if (i === 0) times.length = 0 // ten to warm up
		const began = performance.now()
		const answer = await fetch(url, { headers: { cookie } })
		const text = await answer.text()
		if (answer.status !== 200 || !text.includes(millionFund))
			throw new CannotRun(`The fund's page answered ${answer.status}.`)
		if (i >= 0) waits.push(performance.now() - began)
	}
	await pause(200) // the last lines of the server's log
	return waits
}

async function run(database: BenchDatabase, requests: number) {
	await ensureBuild()
	const { checkFunds } = await import('#app/domain/reporting/fund-drift.server.ts')
	say('Drawing up the boards as the worker does …')
	await checkFunds()
	const path = `/authority/funds/${millionFund}`
	const times: number[] = []
	const server = startChild(
		'scripts/server.ts',
		{
			NODE_ENV: 'production',
			PORT: '0',
			DATABASE_URL: database.url,
			DATABASE_OWNER_URL: database.ownerUrl,
			LOG_LEVEL: 'info',
		},
		(line) => {
			const entry = line.startsWith('{') ? (JSON.parse(line) as { path?: string; milliseconds?: number }) : {}
			if (entry.path === path && entry.milliseconds !== undefined) times.push(entry.milliseconds)
		},
	)
	let isOver = false
	const clients = Array.from({ length: writers }, () => new pg.Client({ connectionString: database.ownerUrl }))
	try {
		const { port } = await server.ready
		for (const client of clients) await client.connect()
		say(`${requests} requests while ${writers} writers place and decline orders …`)
		const keeper = keepBooks(() => isOver)
		const written = clients.map((client, n) => write(client, () => isOver, n))
		const waits = await measure(`http://127.0.0.1:${port}`, requests, times).finally(() => {
			isOver = true
		})
		await keeper
		const commands = (await Promise.all(written)).reduce((total, count) => total + count, 0)
		const seconds = waits.reduce((total, wait) => total + wait, 0) / 1000
		return {
			requests: times.length,
			serverP50Ms: quantile(times, 0.5),
			serverP99Ms: quantile(times, 0.99),
			clientP50Ms: Math.round(quantile(waits, 0.5)),
			clientP99Ms: Math.round(quantile(waits, 0.99)),
			writers,
			commandsPerSecond: Math.round(commands / seconds),
		}
	} finally {
		isOver = true
		for (const client of clients) await client.end().catch(() => {})
		await server.stop()
	}
}

const exercise: Exercise = {
	says: "the fund's page on a million vouchers through the real server, while writers move money",
	options: ['requests'],
	flags: ['fresh'],
	database: false,
	run: (line) =>
		withDataSet(million, line.options.fresh === 'true', async (database) => ({
			ok: true,
			answer: {
				name: 'fund-page',
				...machine(),
				settings: await serverSettings(database.url),
				vouchers: millionVouchers,
				...(await run(database, countOption(line, 'requests', 200))),
			},
		})),
}
export default exercise
