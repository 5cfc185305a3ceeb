/**
 * `npm run payment-file -- --demo|--batch NUMBER [--kind pain001|sheet] --out FILE`: the payer's file of a sent batch, as
 * the batch's page gives it; fetching it is recorded. With --demo the newest batch of the demo that was sent.
 */
import fs from 'node:fs'
import { CannotRun, type CommandLine, runScript } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

async function newestSent(): Promise<string> {
	const { pool } = await import('#app/platform/db.server.ts')
	const { rows } = await pool.query<{ number: string }>(
		'SELECT b.number FROM batch b WHERE b.message_id IS NOT NULL AND EXISTS (SELECT FROM payment p WHERE p.batch_id = b.id) ORDER BY b.sent_at DESC, b.id DESC LIMIT 1',
	)
	if (!rows[0]) throw new CannotRun('No batch has been sent yet.')
	return rows[0].number
}

async function write({ options }: CommandLine) {
	const { paymentFileKinds } = await import('#app/domain/settlement/batch.ts')
	const { paymentFile } = await import('#app/domain/settlement/payment-file.server.ts')
	const { system } = await import('#app/domain/identity/actor.ts')
	const { pool, prisma } = await import('#app/platform/db.server.ts')
	const { DomainError } = await import('#app/lib/errors.ts')
	const kind = paymentFileKinds.find((known) => known === (options.kind ?? 'pain001'))
	if (!kind) throw new CannotRun(`--kind is one of ${paymentFileKinds.join(', ')}.`)
	const number = options.batch ?? (await newestSent())
	const { rows } = await pool.query<{ now: Date }>('SELECT now()')
	const ctx = { db: prisma, actor: system, now: rows[0]!.now }
	try {
		const { content } = await paymentFile(ctx, { number, kind })
		fs.writeFileSync(options.out!, content)
		const answer = { batch: number, kind, file: options.out, bytes: content.length }
		return { ok: true, answer, text: `Wrote ${kind} of batch ${number} to ${options.out}.` }
	} catch (error) {
		if (!(error instanceof DomainError)) throw error
		throw new CannotRun(
			error.code === 'not_found' ? `There is no batch ${number}.` : `Batch ${number} has not been sent yet.`,
		)
	}
}

await runScript({ options: ['batch', 'kind', 'out'], flags: ['demo'] }, async (line) => {
	const { demo, batch, out } = line.options
	if (!out || (demo === undefined) === (batch === undefined))
		throw new CannotRun('Use: npm run payment-file -- --demo|--batch NUMBER [--kind pain001|sheet] --out FILE')
	return withProduct({ demo: demo === 'true' }, () => write(line))
})
