import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import type { Context } from '#app/domain/context.server.ts'
import type { Role } from '#app/domain/identity/actor.ts'
import { mailOf } from '#prisma/seed/accounts.ts'
import { withClient } from '#scripts/db/roles.ts'
import { say } from '#scripts/lib/command-line.ts'
import { claimsFund } from './approved-claims.ts'
import type { BenchDatabase } from './cluster.ts'
import { rounded } from './figures.ts'

/** A person of the high-tech office as the domain sees one who is signed in; `now` is asked anew each time. */
export async function deskPerson(database: BenchDatabase, desk: string, role: Role): Promise<() => Context> {
	const { prisma } = await import('#app/platform/db.server.ts')
	const { rows } = await withClient(database.ownerUrl, (client) =>
		client.query<{ id: string; office: string }>(
			'SELECT a.id, m.organisation_id AS office FROM account a JOIN membership m ON m.account_id = a.id WHERE a.email = $1 LIMIT 1',
			[mailOf(desk, 'high-tech')],
		),
	)
	const actor: Context['actor'] = {
		type: 'member',
		accountId: BigInt(rows[0]!.id),
		name: desk,
		organisationId: BigInt(rows[0]!.office),
		organisationName: '云泽高新区科技局（演示）',
		organisationKind: 'authority',
		isVerified: true,
		divisionCode: '990191',
		roles: [role],
	}
	return () => ({ db: prisma, actor, now: new Date() })
}

/** Locks, approves, sends and settles everything of both sources, as the domain's commands and the worker do. */
export async function settleFund(database: BenchDatabase) {
	const { createBatchByRule } = await import('#app/domain/settlement/create-batch-by-rule.server.ts')
	const { lockBatch } = await import('#app/domain/settlement/lock-batch.server.ts')
	const { approveBatch } = await import('#app/domain/settlement/approve-batch.server.ts')
	const { sendBatch } = await import('#app/domain/settlement/send-batch.server.ts')
	const { findBatch } = await import('#app/domain/settlement/find-batch.server.ts')
	const { matchStatement } = await import('#app/domain/reconciliation/match-statement.server.ts')
	const { system } = await import('#app/domain/identity/actor.ts')
	const { parseDay } = await import('#app/lib/time.ts')
	const settlement = await deskPerson(database, 'settlement', 'settlement_officer')
	const finance = await deskPerson(database, 'finance', 'finance')
	const stages: Record<string, number> = { lock: 0, approve: 0, send: 0, settle: 0 }
	let payments = 0
	const timed = async (stage: string, work: () => Promise<unknown>) => {
		const began = performance.now()
		await work()
		stages[stage]! += (performance.now() - began) / 1000
	}
	for (const source of [1, 2]) {
		const number = await createBatchByRule(settlement(), {
			fund: claimsFund,
			source,
			approvedThrough: parseDay('2026-11-30'),
			mode: '',
			division: '',
			withinFree: false,
		})
		await timed('lock', async () => {
			await lockBatch(settlement(), { number })
			await advanceAll(`source ${source}: locking`)
		})
		await timed('approve', async () => {
			const { contentHash } = await findBatch(finance(), number)
			await approveBatch(finance(), { number, approvalDocumentNo: '云科付〔2026〕90号', contentHash: contentHash! })
		})
		await timed('send', async () => {
			await sendBatch(finance(), { number })
			await advanceAll(`source ${source}: sending`)
		})
		const lines = await withClient(database.superUrl, (client) => bankLines(client, number))
		payments += lines
		const tell = progress(`source ${source}: matching, commands`)
		await timed('settle', async () => {
			const { matched } = await matchStatement(
				{ ...finance(), actor: system },
				{ number: `DZ-B-${number}` },
				async () => tell(),
			)
			if (matched !== lines) throw new Error(`${matched} of ${lines} bank lines closed`)
		})
		const { state } = await findBatch(finance(), number)
		if (state !== 'closed') throw new Error(`batch ${number} is ${state}`)
		say(
			`source ${source}: ${Object.entries(stages)
				.map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)} s`)
				.join(', ')}`,
		)
	}
	const seconds = Object.values(stages).reduce((total, part) => total + part, 0)
	return {
		seconds,
		stages: Object.fromEntries(Object.entries(stages).map(([stage, part]) => [stage, rounded(part, 1)])),
		payments,
		peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
	}
}

/** Tells how many chunks are done, at most every ten seconds. */
function progress(what: string): () => void {
	let last = performance.now()
	let done = 0
	return () => {
		done++
		if (performance.now() - last < 10_000) return
		last = performance.now()
		say(`${what} ${done}`)
	}
}

/** The worker's part: chunk after chunk, until nothing is under way. */
async function advanceAll(what: string): Promise<void> {
	const { advanceNext } = await import('#scripts/worker/batches.ts')
	const tell = progress(`${what}, chunks`)
	while (await advanceNext()) tell()
}

/** The bank's statement that pays a batch, one line for every payment; answers how many. */
export async function bankLines(client: pg.Client, number: string): Promise<number> {
	await client.query('BEGIN')
	const statement = await client.query<{ id: string }>(
		`INSERT INTO statement (number, authority_id, account_no, format, statement_id, currency, opening, closing, opening_fen, closing_fen, opening_on, closing_on, file_sha256, file_name, imported_by_id)
		 SELECT 'DZ-B-' || b.number, f.authority_id, s.account_no, 'csv', b.number, 'CNY', (b.total_fen / 100.0)::numeric(20, 2)::text, '0.00', b.total_fen, 0, current_date, current_date, b.content_hash, 'bank.csv', b.sent_by_id
		 FROM batch b JOIN fund f ON f.id = b.fund_id JOIN funding_source s ON s.fund_id = b.fund_id AND s.source_no = b.source_no WHERE b.number = $1 RETURNING id`,
		[number],
	)
	const { rowCount } = await client.query(
		`INSERT INTO statement_line (statement_id, line_no, file_line, account_no, reference, booked_on, amount, amount_fen, currency, counterparty_name, counterparty_account, end_to_end_id, remittance)
		 SELECT $1, row_number() OVER (ORDER BY y.id), 1 + row_number() OVER (ORDER BY y.id), s.account_no, 'BK' || y.end_to_end_id, current_date, (-y.amount_fen / 100.0)::numeric(20, 2)::text, -y.amount_fen, 'CNY', y.account_name, y.account_no, y.end_to_end_id, y.code
		 FROM payment y JOIN batch b ON b.id = y.batch_id JOIN funding_source s ON s.fund_id = b.fund_id AND s.source_no = b.source_no WHERE b.number = $2`,
		[statement.rows[0]!.id, number],
	)
	await client.query('COMMIT')
	return rowCount ?? 0
}
