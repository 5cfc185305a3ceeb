import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import type { JournalFormat } from '#app/domain/ledger/export-journal.server.ts'
import { CannotRun, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'

/** An independent book-keeping program: how it checks a journal strictly, and how it tells the balances. */
type BookKeeper = {
	format: JournalFormat
	package: string
	check: (file: string) => string[]
	balances: (file: string) => string[]
}

const bookKeepers: readonly BookKeeper[] = [
	{
		format: 'hledger',
		package: 'hledger',
		check: (file) => ['hledger', '-f', file, 'check', '--strict'],
		balances: (file) => ['hledger', '-f', file, 'balance', '--flat', '--empty', '--no-total', '-O', 'csv'],
	},
	{
		format: 'beancount',
		package: 'beancount',
		check: (file) => ['bean-check', file],
		balances: (file) => ['bean-query', '-q', '-f', 'csv', file, 'SELECT account, sum(position) GROUP BY account'],
	},
]

/** Runs one program; what it wrote, and whether it was content. */
function run([program, ...args]: string[], packageName: string): { ok: boolean; output: string; complaint: string } {
	const result = spawnSync(program!, args, { encoding: 'utf8', maxBuffer: 1 << 30 })
	if ((result.error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
		throw new CannotRun(`${program} is not installed: install the package ${packageName}, then run this again.`)
	if (result.error) throw result.error
	return { ok: result.status === 0, output: result.stdout, complaint: result.stderr.trim() }
}

/** `CNY 1,234.50`, `1234.50 CNY` or `0` in fen. */
function fenOf(text: string): bigint {
	const digits = text.replace(/[^\d.-]/g, '')
	if (digits === '') return 0n
	const [, sign, yuan, cents = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(digits)!
	const amount = BigInt(yuan || '0') * 100n + BigInt(cents.padEnd(2, '0').slice(0, 2))
	return sign ? -amount : amount
}

const exercise: Exercise = {
	says: 'hledger and beancount check the exported journal strictly, and their balances are ours to the fen',
	database: true,
	async run() {
		const { pool } = await import('#app/platform/db.server.ts')
		const { accountName, exportJournal } = await import('#app/domain/ledger/export-journal.server.ts')
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'voucher-journal-'))
		const client = await pool.connect()
		try {
			const ours = async () => {
				const { rows } = await client.query<{ fund: string; source_no: number; stage: string; amount_fen: string }>(
					'SELECT f.number AS fund, s.source_no, s.stage::text, s.amount_fen FROM fund f, LATERAL fund_stages(f.id) s',
				)
				return new Map(rows.map((row) => [accountName(row.fund, row.source_no, row.stage), BigInt(row.amount_fen)]))
			}
			const newest = async () => (await client.query('SELECT max(id) AS id FROM transfer')).rows[0].id as string
			const answer: Record<string, unknown> = {}
			const failures: string[] = []
			for (const { format, package: packageName, check, balances } of bookKeepers) {
				const file = path.join(folder, `journal.${format}`)
				let expected = new Map<string, bigint>()
				for (let before = ''; before !== (await newest()); ) {
					// money that moved between the two readings would be a difference of the drill, not of the books
					before = await newest()
					expected = await ours()
					const out = fs.openSync(file, 'w')
					for await (const chunk of exportJournal(client, format)) fs.writeSync(out, chunk)
					fs.closeSync(out)
				}
				const checked = run(check(file), packageName)
				if (!checked.ok) failures.push(`${check(file)[0]}: ${checked.complaint.split('\n')[0]}`)
				const told = run(balances(file), packageName)
				const rows = (parse(told.output, { from_line: 2, trim: true, skip_empty_lines: true }) as string[][]).map(
					([account, balance]) => [account!, fenOf(balance!)] as const,
				)
				const theirs = new Map(rows.filter(([account]) => account.includes(':')))
				let differences = 0
				for (const account of new Set([...expected.keys(), ...theirs.keys()])) {
					const [mine, other] = [expected.get(account) ?? 0n, theirs.get(account) ?? 0n]
					if (mine === other) continue
					differences++
					failures.push(`${format} ${account}: ours ${mine}, theirs ${other} fen`)
				}
				answer[format] = { accepted: checked.ok, accounts: theirs.size, differences, bytes: fs.statSync(file).size }
				say(
					`${checked.ok && differences === 0 ? '✓' : '✗'} ${format}: ${theirs.size} accounts, ${differences} differences`,
				)
			}
			for (const failure of failures.slice(0, 20)) say(`  ${failure}`)
			return { ok: failures.length === 0, answer: { name: 'book-keepers', ...answer, failures: failures.slice(0, 20) } }
		} finally {
			client.release()
			fs.rmSync(folder, { recursive: true, force: true })
		}
	},
}
export default exercise
