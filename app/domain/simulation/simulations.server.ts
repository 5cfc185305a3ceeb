import type { Context } from '#app/domain/context.server.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { namesOf } from '#app/domain/programmes/people-names.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { type SheetColumn, writeSheet } from '#app/platform/spreadsheet.server.ts'
import { readContent } from '#app/platform/storage.server.ts'
import { templateCsv } from './orders-csv.server.ts'
import { pastYears } from './past-orders.server.ts'
import type { Change, SimulationResult, SimulationState } from './simulation.ts'
import { orderColumns, versionsToPlay } from './start-simulation.server.ts'

/** What can be simulated of a programme, and what was. `versionNo` null: the newest. Throws not_found, access.denied. */
export async function getSimulator(ctx: Context, number: string, versionNo: number | null) {
	const programme = await ctx.db.programme.findUnique({
		where: { number },
		select: {
			id: true,
			name: true,
			nameEn: true,
			authorityId: true,
			versions: { select: { versionNo: true, state: true }, orderBy: { versionNo: 'desc' } },
			funds: { where: { state: 'approved' }, orderBy: { budgetYear: 'desc' }, take: 1, select: { id: true } },
		},
	})
	if (!programme) throw new DomainError('not_found', { number })
	const { authorityId } = programme
	authorize(ctx.actor, 'programme.view_desk', { authorityId })
	const [newest] = programme.versions
	const shown = programme.versions.find((each) => each.versionNo === versionNo) ?? newest
	if (!shown) throw new DomainError('not_found', { number })
	const { document, base, faults } = await versionsToPlay(ctx, number, shown.versionNo)
	const [years, runs, budget] = await Promise.all([
		pastYears(ctx, { programmeId: programme.id, authorityId }),
		ctx.db.simulation.findMany({
			where: { programmeId: programme.id },
			orderBy: { id: 'desc' },
			take: 20,
			omit: { document: true, result: true },
		}),
		fundOf(ctx, programme.funds[0]?.id ?? null),
	])
	const people = await namesOf(
		ctx,
		runs.map((run) => run.requestedById),
	)
	return {
		number,
		name: programme.name,
		nameEn: programme.nameEn,
		version: shown,
		base: base?.versionNo ?? null,
		faults: faults.length,
		years,
		thisYear: Number(shanghaiDay(ctx.now).slice(0, 4)),
		budgetFen: budget ?? document?.pool.yearFen ?? null,
		mayStart: can(ctx.actor, 'programme.edit', { authorityId }),
		runs: runs.map((run) => ({
			number: run.number,
			year: run.year,
			source: run.source,
			note: run.note,
			state: run.state,
			total: run.total,
			requestedAt: run.requestedAt,
			by: people.get(run.requestedById) ?? '',
		})),
	}
}
export type Simulator = Awaited<ReturnType<typeof getSimulator>>

async function fundOf(ctx: Context, fundId: bigint | null): Promise<bigint | null> {
	if (fundId === null) return null
	const total = await ctx.db.appropriation.aggregate({
		where: { fundId, state: 'approved' },
		_sum: { amountFen: true },
	})
	return total._sum.amountFen
}

/** One simulation: how far it is, or what came out. Throws not_found, access.denied. */
export async function getSimulation(ctx: Context, number: string) {
	const run = await find(ctx, number)
	const [programme, version, people] = await Promise.all([
		ctx.db.programme.findUniqueOrThrow({ where: { id: run.programmeId } }),
		ctx.db.programmeVersion.findUniqueOrThrow({
			where: { id: run.versionId },
			select: { versionNo: true, documentHash: true },
		}),
		namesOf(ctx, [run.requestedById]),
	])
	return {
		number,
		programme: { number: programme.number, name: programme.name, nameEn: programme.nameEn },
		versionNo: version.versionNo,
		/** the draft was changed after it was simulated */
		isStale: version.documentHash !== run.documentHash,
		state: run.state as SimulationState,
		isStopping: run.cancelRequested,
		year: run.year,
		source: run.source,
		fileName: run.fileName,
		note: run.note,
		total: run.total,
		done: run.done,
		startedAt: run.startedAt,
		beatAt: run.beatAt,
		requestedAt: run.requestedAt,
		endedAt: run.endedAt,
		by: people.get(run.requestedById) ?? '',
		fault: run.fault,
		result: run.result === null ? null : readResult(run.result),
		mayStop: can(ctx.actor, 'programme.edit', { authorityId: run.authorityId }),
	}
}
export type SimulationPage = Awaited<ReturnType<typeof getSimulation>>

async function find(ctx: Context, number: string) {
	const run = await ctx.db.simulation.findUnique({ where: { number }, omit: { document: true } })
	if (!run) throw new DomainError('not_found', { number })
	authorize(ctx.actor, 'programme.view_desk', { authorityId: run.authorityId })
	return run
}

/** Stored JSON with its amounts: text under a name that ends in Fen is one. */
const withAmounts = (text: string): unknown =>
	JSON.parse(text, (key, value: unknown) => (key.endsWith('Fen') && typeof value === 'string' ? BigInt(value) : value))
const readResult = (json: unknown) => withAmounts(JSON.stringify(json)) as SimulationResult

/** A file to fill in with orders, for a version. Throws programme.draft_incomplete. */
export async function getTemplate(ctx: Context, number: string, versionNo: number, year: number, locale: Locale) {
	const { document, base, faults } = await versionsToPlay(ctx, number, versionNo)
	if (!document) throw new DomainError('programme.draft_incomplete', { n: faults.length })
	return templateCsv(await orderColumns(ctx, document, base?.id ?? null), year, document.division, locale)
}

/** Every order of a simulation with what it came to, as CSV. Throws not_found. */
export async function getLines(ctx: Context, number: string): Promise<Uint8Array<ArrayBuffer>> {
	const { linesSha256 } = await find(ctx, number)
	if (!linesSha256) throw new DomainError('not_found', { number })
	return readContent(linesSha256)
}

const sheetWords: Record<Locale, { name: string; title: string; heads: string[] }> = {
	zh: {
		name: '企业',
		title: '试算结果，按企业',
		heads: ['企业编号', '企业名称', '单数', '现行版（元）', '草稿（元）', '增（元）', '减（元）'],
	},
	en: {
		name: 'Enterprises',
		title: 'Simulation, by enterprise',
		heads: ['Enterprise', 'Name', 'Orders', 'In force (yuan)', 'Draft (yuan)', 'More (yuan)', 'Less (yuan)'],
	},
}

/** Every enterprise of a simulation with its sums, as a spreadsheet. Throws not_found. */
export async function getEnterpriseSheet(
	ctx: Context,
	number: string,
	locale: Locale,
): Promise<Uint8Array<ArrayBuffer>> {
	const { enterprisesSha256 } = await find(ctx, number)
	if (!enterprisesSha256) throw new DomainError('not_found', { number })
	const text = new TextDecoder().decode(await readContent(enterprisesSha256))
	const changes = withAmounts(text) as Change[]
	const { name, title, heads } = sheetWords[locale]
	const kinds: SheetColumn['kind'][] = ['text', 'text', 'number', 'amount', 'amount', 'amount', 'amount']
	const more = (change: Change) => change.afterFen - change.beforeFen
	return writeSheet({
		name,
		title: [`${title} ${number}`],
		columns: heads.map((head, index) => ({ head, width: index === 1 ? 36 : 18, kind: kinds[index]! })),
		rows: changes.map((change) => [
			change.enterprise,
			change.name,
			change.orders,
			change.beforeFen as bigint,
			change.afterFen as bigint,
			more(change) > 0n ? more(change) : 0n,
			more(change) < 0n ? -more(change) : 0n,
		]),
	})
}
