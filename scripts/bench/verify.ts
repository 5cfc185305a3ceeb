import { spawn } from 'node:child_process'
import pg from 'pg'
import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { CannotRun, countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { root } from '#scripts/lib/root.ts'
import { type BenchDatabase, machine, serverSettings, withDataSet } from './lib/cluster.ts'
import { million } from './lib/million.ts'

/** The one pass everything is measured against: what a single sum over all transfers costs. */
const onePass = 'SELECT entitlement_id, source_no, sum(amount_fen) FROM transfer GROUP BY 1, 2'
const workMem = '64MB'

type Answer = {
	differences: number
	chainRowsPerSecond: number
	peakRssMb: number
	seconds: number
	chain: { rows: number; seconds: number }
}

/** The command itself, in a process of its own, on the data set; its progress is passed on. */
function runCommand(database: BenchDatabase): Promise<Answer> {
	const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/books-verify.ts', '--json'], {
		cwd: root,
		env: { ...process.env, DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl },
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	let output = ''
	child.stdout.on('data', (chunk) => {
		output += String(chunk)
	})
	return new Promise((resolve, reject) =>
		child.once('close', (code) => {
			const line = output.trim().split('\n').at(-1)
			if (code === 0 || code === 1) resolve(JSON.parse(line!) as Answer)
			else reject(new CannotRun('books:verify did not end; its message is above.'))
		}),
	)
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
const rounded = (value: number) => Math.round(value * 100) / 100

async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now()
	await work()
	return (performance.now() - began) / 1000
}

const exercise: Exercise = {
	says: 'books:verify on a million vouchers against one GROUP BY pass over the transfers',
	options: ['rounds'],
	flags: ['fresh'],
	database: false,
	run: (line) =>
		withDataSet(million, line.options.fresh === 'true', async (database) => {
			const client = new pg.Client({
				connectionString: database.url,
				options: `-c role=voucher_app -c timezone=UTC -c max_parallel_workers_per_gather=0 -c jit=off -c work_mem=${workMem}`,
			})
			await client.connect()
			const rounds: { passSeconds: number; verifySeconds: number; ratio: number }[] = []
			try {
				// run to its end in the server: neither side pays for two million rows on the wire
				const pass = () =>
					client.query(
						`BEGIN; SET LOCAL cursor_tuple_fraction = 1; DECLARE p NO SCROLL CURSOR FOR ${onePass}; MOVE FORWARD ALL IN p; COMMIT`,
					)
				await pass()
				for (let round = 1; round <= countOption(line, 'rounds', 3); round++) {
					const passSeconds = await timed(pass)
					const verifySeconds = await timed(() => verifyBooks(client, { chain: false }))
					rounds.push({
						passSeconds: rounded(passSeconds),
						verifySeconds: rounded(verifySeconds),
						ratio: rounded(verifySeconds / passSeconds),
					})
					say(`round ${round}: one pass ${passSeconds.toFixed(2)} s, all invariants ${verifySeconds.toFixed(2)} s`)
				}
			} finally {
				await client.end()
			}
			say('The command, with the chain:')
			const command = await runCommand(database)
			const ratios = rounds.map(({ ratio }) => ratio)
			return {
				ok: command.differences === 0,
				answer: {
					name: 'verify',
					...machine(),
					settings: {
						...(await serverSettings(database.url)),
						work_mem: workMem,
						jit: 'off',
						max_parallel_workers_per_gather: '0',
					},
					vouchers: 1_000_000,
					differences: command.differences,
					ratio: median(ratios),
					spread: rounded(Math.max(...ratios) - Math.min(...ratios)),
					passSeconds: median(rounds.map(({ passSeconds }) => passSeconds)),
					verifySeconds: median(rounds.map(({ verifySeconds }) => verifySeconds)),
					rounds,
					chainRows: command.chain.rows,
					chainSeconds: command.chain.seconds,
					chainRowsPerSecond: command.chainRowsPerSecond,
					peakRssMb: command.peakRssMb,
				},
			}
		}),
}
export default exercise
