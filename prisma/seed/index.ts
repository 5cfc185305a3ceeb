import pg from 'pg'
import { checkBooks, foldBooks, sealBooks } from '#app/domain/ledger/keep-books.server.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { reclassify } from '#search/reclassify.server.ts'
import { seedBulk } from './bulk.server.ts'
import { gatherCast } from './cast.server.ts'
import { seedCatalogue } from './catalogue/demo-catalogue.server.ts'
import { withoutIndexes } from './catalogue/listings.server.ts'
import { seedMedia } from './catalogue/media.server.ts'
import { playHistory } from './history.server.ts'
import type { SeededPeople } from './organisations.server.ts'
import { type SeededProgramme, seedProgrammes } from './programmes.server.ts'
import { seedRelation } from './relations.server.ts'

export type DemoSize = 'small' | 'city' | 'province'

/** What each size holds. The demo is set in this year, on this day. */
const sizes: Record<DemoSize, { listings: number; vouchers: number; orders: number }> = {
	small: { listings: 60, vouchers: 0, orders: 0 },
	city: { listings: 10_000, vouchers: 20_000, orders: 6_000 },
	province: { listings: 1_000_000, vouchers: 1_000_000, orders: 20_000 },
}
const manyListings = 50_000
const year = 2026
/** Today, or the last working days of that year when it is over: an order just placed is still waiting for its answer. */
const today = (['2026-12-30', shanghaiDay(new Date())].sort()[0] ?? '2026-12-30') as LocalDate

/**
 * Fills an empty, migrated database with the demo of a size: history is effective in the past and recorded today.
 * Deterministic. `grown`: so many listings instead, unevenly spread. Throws when the books do not balance at its end.
 */
export async function seedDemo(size: DemoSize, say: (text: string) => void, grown?: number): Promise<void> {
	const client = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL })
	await client.connect()
	try {
		const { people, listings } = await seedCatalogue(client, {
			listings: grown ?? sizes[size].listings,
			isGrown: grown !== undefined,
			year,
			today,
		})
		if (grown === undefined) await seedMedia()
		say(`${listings.toLocaleString('en')} listings`)
		const cast = await gatherCast()
		const programmes = await seedProgrammes(client, cast, people, year)
		say(`${programmes.length} programmes`)
		for (const programme of programmes) if (programme.roundId) await playHistory(cast, programme, { year, today }, say)
		await seedRelation(client)
		const tellApart = () => reclassify({ db: prisma, actor: { type: 'system' }, now: new Date() })
		// every document changes: with its indexes in place that takes many times as long
		await (listings > manyListings ? withoutIndexes(client, 'search_document', tellApart) : tellApart())
		if (sizes[size].vouchers > 0) await seedLarge(client, people, programmes, size, say)
	} finally {
		await client.end()
	}
	await foldBooks()
	await sealBooks()
	const report = await checkBooks()
	if (report.differences > 0) throw new Error(`the demo's books differ: ${JSON.stringify(report.named.slice(0, 5))}`)
	say(
		`${report.vouchers.toLocaleString('en')} vouchers, ${report.transfers.toLocaleString('en')} transfers, differences 0`,
	)
}

/** The large sizes: a second fund of the high-tech programme, big enough for everybody. */
async function seedLarge(
	client: pg.Client,
	people: SeededPeople,
	programmes: readonly SeededProgramme[],
	size: DemoSize,
	say: (text: string) => void,
) {
	const programme = programmes.find((p) => p.folder === 'yunze-high-tech-2026')!
	const { openLargeRound } = await import('./large-round.server.ts')
	const round = await openLargeRound(client, people, programme, { year, vouchers: sizes[size].vouchers })
	await seedBulk(
		client,
		people,
		{
			office: programme.office,
			programmeId: programme.programmeId,
			versionId: programme.versionId,
			...round,
			vouchers: sizes[size].vouchers,
			orders: sizes[size].orders,
			year,
			today,
		},
		say,
	)
}
