import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { withClient } from '#scripts/db/roles.ts'
import { say } from '#scripts/lib/command-line.ts'
import type { BenchDatabase } from './cluster.ts'

/** Branches; 10 tellers and 100,000 accounts each, as pgbench makes them. */
const scale = 20
export const connections = 16

/** pgbench's built-in tables with its indexes, in a database of their own on the same server; made once. Its address. */
async function tpcbDatabase({ superUrl }: BenchDatabase): Promise<string> {
	const address = (name: string) => Object.assign(new URL(superUrl), { pathname: `/${name}` }).href
	const name = `tpcb_${scale}`
	await withClient(superUrl, async (client) => {
		const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
		if (rowCount) return
		say(`Making pgbench's tables at scale ${scale} …`)
		await client.query('DROP DATABASE IF EXISTS draft_tpcb WITH (FORCE)')
		await client.query('CREATE DATABASE draft_tpcb')
		await fill(address('draft_tpcb'))
		await client.query(`ALTER DATABASE draft_tpcb RENAME TO ${name}`)
	})
	return address(name)
}

async function fill(url: string): Promise<void> {
	await withClient(url, async (client) => {
		await client.query(`
			CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22));
			CREATE TABLE pgbench_tellers (tid int NOT NULL, bid int, tbalance int, filler char(84)) WITH (fillfactor = 100);
			CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84)) WITH (fillfactor = 100);
			CREATE TABLE pgbench_branches (bid int NOT NULL, bbalance int, filler char(88)) WITH (fillfactor = 100);
			INSERT INTO pgbench_branches SELECT b, 0 FROM generate_series(1, ${scale}) b;
			INSERT INTO pgbench_tellers SELECT t, (t - 1) / 10 + 1, 0 FROM generate_series(1, ${scale * 10}) t;
			INSERT INTO pgbench_accounts SELECT a, (a - 1) / 100000 + 1, 0, '' FROM generate_series(1, ${scale * 100_000}) a;
			ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid);
			ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid);
			ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid);`)
		await client.query('VACUUM ANALYZE')
	})
}

/** The seven statements of pgbench's "TPC-B (sort of)" transaction, each prepared under its name. */
const statements = {
	begin: 'BEGIN',
	account: 'UPDATE pgbench_accounts SET abalance = abalance + $1 WHERE aid = $2',
	balance: 'SELECT abalance FROM pgbench_accounts WHERE aid = $1',
	teller: 'UPDATE pgbench_tellers SET tbalance = tbalance + $1 WHERE tid = $2',
	branch: 'UPDATE pgbench_branches SET bbalance = bbalance + $1 WHERE bid = $2',
	history: 'INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES ($1, $2, $3, $4, CURRENT_TIMESTAMP)',
	end: 'END',
} as const

const upTo = (n: number) => 1 + Math.floor(Math.random() * n)

async function transaction(client: pg.Client): Promise<void> {
	const run = (name: keyof typeof statements, ...values: number[]) =>
		client.query({ name: `tpcb_${name}`, text: statements[name], values })
	const [aid, tid, bid, delta] = [upTo(scale * 100_000), upTo(scale * 10), upTo(scale), upTo(10_001) - 5_001]
	await run('begin')
	await run('account', delta, aid)
	await run('balance', aid)
	await run('teller', delta, tid)
	await run('branch', delta, bid)
	await run('history', tid, bid, aid, delta)
	await run('end')
}

export type Tpcb = { tps: (seconds: number) => Promise<number>; close: () => Promise<void> }

/** The reference: 16 connections of the same driver in this process, each doing one transaction after the other. */
export async function openTpcb(database: BenchDatabase): Promise<Tpcb> {
	const url = await tpcbDatabase(database)
	const clients = await Promise.all(
		Array.from({ length: connections }, async () => {
			const client = new pg.Client({ connectionString: url })
			await client.connect()
			return client
		}),
	)
	return {
		async tps(seconds) {
			const started = performance.now()
			const until = started + seconds * 1000
			let done = 0
			await Promise.all(
				clients.map(async (client) => {
					while (performance.now() < until) {
						await transaction(client)
						done++
					}
				}),
			)
			return (done * 1000) / (performance.now() - started)
		},
		close: async () => {
			await Promise.all(clients.map((client) => client.end()))
		},
	}
}
