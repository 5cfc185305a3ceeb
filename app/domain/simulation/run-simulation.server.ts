import { setImmediate as breathe } from 'node:timers/promises'
import { allCategories, categoryPath } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { type BooksValue, canonicalJson } from '#app/domain/ledger/call-books.server.ts'
import { readDocument } from '#app/domain/programmes/programme-document.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { fen } from '#app/lib/money.ts'
import type { Simulation } from '#app/platform/.server/prisma/client.ts'
import { logger } from '#app/platform/logger.server.ts'
import { keepContent, readContent } from '#app/platform/storage.server.ts'
import { lineWords } from './line-words.ts'
import { orderMaker, readOrdersCsv } from './orders-csv.server.ts'
import { pastOrderPages } from './past-orders.server.ts'
import { type Beat, type OrderPages, playYear, type Version } from './play-year.ts'
import { orderColumns } from './start-simulation.server.ts'

/** Seconds without a beat after which another worker takes a simulation over, and how often it is tried in all. */
const silentSeconds = 30
const mostAttempts = 3
const beatMilliseconds = 700
const pageSize = 1_000

/**
 * Plays the next simulation that waits, or one whose worker fell silent; answers whether there was one. A worker that
 * stops gives it back, and it is played from its beginning: the same orders always come to the same.
 */
export async function runNextSimulation(ctx: Context, isStopping: () => boolean = () => false): Promise<boolean> {
	const simulation = await takeNext(ctx)
	if (!simulation) return false
	try {
		await play(ctx, simulation, isStopping)
	} catch (error) {
		logger.error({ err: error, simulation: simulation.number }, 'simulation failed')
		await end(ctx, simulation, { state: 'failed', fault: error instanceof Error ? error.message : String(error) })
	}
	return true
}

async function takeNext(ctx: Context): Promise<Simulation | null> {
	const [taken] = await ctx.db.$queryRaw<{ id: bigint }[]>`
		UPDATE simulation SET state = 'running', attempts = attempts + 1, done = 0, started_at = now(), beat_at = now()
		WHERE id = (
			SELECT id FROM simulation
			WHERE state = 'queued' OR (state = 'running' AND beat_at < now() - make_interval(secs => ${silentSeconds}))
			ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING id`
	if (!taken) return null
	const simulation = await ctx.db.simulation.findUniqueOrThrow({ where: { id: taken.id } })
	if (simulation.attempts <= mostAttempts) return simulation
	await end(ctx, simulation, { state: 'failed', fault: `given up after ${mostAttempts} attempts` })
	return null
}

type End = { state: 'cancelled' | 'failed'; fault?: string }
const end = (ctx: Context, { id, attempts }: Simulation, { state, fault }: End) =>
	ctx.db.$executeRaw`
		UPDATE simulation SET state = ${state}, ended_at = now(), fault = ${fault?.slice(0, 500) ?? null}
		WHERE id = ${id} AND attempts = ${attempts} AND state = 'running'`

async function play(ctx: Context, simulation: Simulation, isStopping: () => boolean): Promise<void> {
	const { id, attempts } = simulation
	const began = performance.now()
	const draft: Version = {
		document: readDocument(simulation.document),
		versionNo: await versionNoOf(ctx, simulation.versionId),
	}
	const published = await publishedOf(ctx, simulation.baseVersionId)
	let stopped: 'cancelled' | 'given_back' | 'lost' | null = null
	let last = performance.now()
	const beat: Beat = async (done, total) => {
		await breathe()
		if (isStopping()) stopped = 'given_back'
		if (stopped || performance.now() - last < beatMilliseconds) return stopped === null
		last = performance.now()
		const [row] = await ctx.db.$queryRaw<{ cancel: boolean }[]>`
			UPDATE simulation SET done = ${Math.floor((done / total) * simulation.total)}, beat_at = now()
			WHERE id = ${id} AND attempts = ${attempts} AND state = 'running' RETURNING cancel_requested AS cancel`
		stopped = !row ? 'lost' : row.cancel ? 'cancelled' : null
		return stopped === null
	}
	const locale = simulation.locale === 'en' ? 'en' : 'zh'
	const played = await playYear(
		{
			year: simulation.year,
			draft,
			published,
			budgetFen: simulation.budgetFen === null ? null : fen(simulation.budgetFen),
			total: simulation.total,
			pages: await pagesOf(ctx, simulation, draft),
			locale,
			words: lineWords(locale),
		},
		beat,
	)
	if (!played) {
		if (stopped === 'given_back')
			await ctx.db.simulation.updateMany({
				where: { id, attempts, state: 'running' },
				data: { state: 'queued', done: 0 },
			})
		if (stopped === 'cancelled') await end(ctx, simulation, { state: 'cancelled' })
		return
	}
	const seconds = Math.round((performance.now() - began) / 10) / 100
	const [linesSha256, enterprisesSha256] = [
		await keepContent(played.lines),
		await keepContent(new TextEncoder().encode(canonicalJson(played.enterprises as unknown as BooksValue))),
	]
	const result = canonicalJson({ ...played.result, seconds } as unknown as BooksValue)
	await ctx.db.$executeRaw`
		UPDATE simulation SET state = 'done', done = total, ended_at = now(), result = ${result}::jsonb,
			lines_sha256 = ${linesSha256}, enterprises_sha256 = ${enterprisesSha256}
		WHERE id = ${id} AND attempts = ${attempts} AND state = 'running'`
}

const versionNoOf = async (ctx: Context, id: bigint) =>
	(await ctx.db.programmeVersion.findUniqueOrThrow({ where: { id }, select: { versionNo: true } })).versionNo

async function publishedOf(ctx: Context, id: bigint | null): Promise<Version | null> {
	return id === null ? null : { document: await documentOf(ctx, id), versionNo: await versionNoOf(ctx, id) }
}

async function pagesOf(ctx: Context, simulation: Simulation, { document }: Version): Promise<OrderPages> {
	if (simulation.fileSha256 === null) return pastOrderPages(ctx, simulation, simulation.year)
	const columns = await orderColumns(ctx, document, simulation.baseVersionId)
	const read = await readOrdersCsv(await readContent(simulation.fileSha256), columns, simulation.year)
	if (read.faults) throw new Error(`the file is no longer readable: line ${read.faults[0]?.line}`)
	const { rows } = read
	const categories = await allCategories(ctx)
	const pathOf = (id: string) => {
		const path = categoryPath(categories, id).map((category) => category.id)
		return path.length > 0 ? path : [id]
	}
	const make = orderMaker(columns, pathOf)
	return async function* () {
		for (let at = 0; at < rows.length; at += pageSize) yield rows.slice(at, at + pageSize).map(make)
	}
}
