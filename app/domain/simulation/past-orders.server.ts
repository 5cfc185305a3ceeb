import { allCategories, type Category } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { type OrganisationFacts, organisationFacts } from '#app/domain/identity/organisation-facts.server.ts'
import { readSnapshot } from '#app/domain/orders/listing-snapshot.ts'
import { declaredFlags } from '#app/domain/orders/order-rules.server.ts'
import { enterpriseFacts, listingFacts, providerFacts } from '#app/domain/programmes/known-facts.server.ts'
import { fen } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { Prisma } from '#app/platform/.server/prisma/client.ts'
import type { OrderPages, OrderRow } from './play-year.ts'

/** The orders of a year as the books know them: placed here and not ended before the work, or claimed as contracts made elsewhere. */

type Whose = { source: string; programmeId: bigint; authorityId: bigint }
type PastRow = {
	ref: string
	at: Date
	day: string
	priceFen: bigint
	quantity: number
	enterpriseId: bigint
	providerId: bigint | null
	snapshot: unknown
	categoryId: string | null
}
const pageSize = 1_000

/** Rows of both kinds, oldest first, as a query others can count or page through. */
function pastOrders({ source, programmeId, authorityId }: Whose) {
	const programmes =
		source === 'programme'
			? Prisma.sql`(${programmeId}::bigint)`
			: Prisma.sql`(SELECT id FROM programme WHERE authority_id = ${authorityId})`
	return Prisma.sql`
		SELECT o.number AS ref, o.placed_at AS at, (o.placed_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
			coalesce(o.final_price_fen, o.price_fen) AS "priceFen", o.quantity, o.enterprise_id AS "enterpriseId",
			o.provider_id AS "providerId", o.listing_snapshot AS snapshot, NULL::text AS "categoryId"
		FROM "order" o
		WHERE o.programme_id IN ${programmes} AND o.placed_at IS NOT NULL
			AND o.state NOT IN ('draft', 'declined', 'withdrawn', 'expired', 'cancelled')
		UNION ALL
		SELECT c.number || '-' || l.line_no, l.service_on::timestamp AT TIME ZONE 'Asia/Shanghai', l.service_on,
			l.base_fen, 1, c.enterprise_id,
			(SELECT p.id FROM organisation p WHERE p.kind = 'provider' AND p.credit_code = l.provider_code LIMIT 1), NULL::jsonb, l.category_id
		FROM claim c JOIN claim_line l ON l.claim_id = c.id
		WHERE c.programme_id IN ${programmes} AND c.kind = 'claim_only' AND c.submitted_at IS NOT NULL
			AND c.state NOT IN ('withdrawn', 'refused') AND l.order_id IS NULL AND l.service_on IS NOT NULL`
}

/** How many orders there are of each year, newest first: of a programme and of all its authority's. */
export async function pastYears(ctx: Context, whose: Omit<Whose, 'source'>) {
	const rows = await ctx.db.$queryRaw<{ source: 'programme' | 'authority'; year: number; orders: number }[]>`
		SELECT source, extract(year FROM day)::int AS year, count(*)::int AS orders FROM (
			SELECT 'programme' AS source, p.day FROM (${pastOrders({ ...whose, source: 'programme' })}) p
			UNION ALL
			SELECT 'authority', a.day FROM (${pastOrders({ ...whose, source: 'authority' })}) a) past
		GROUP BY 1, 2 ORDER BY 2 DESC LIMIT 40`
	const of = (source: string) =>
		rows.flatMap((row) => (row.source === source ? [{ year: row.year, orders: row.orders }] : []))
	return { programme: of('programme'), authority: of('authority') }
}

/** The orders of a year, page by page in the order they were placed; the facts are those known now. */
export function pastOrderPages(ctx: Context, whose: Whose, year: number): OrderPages {
	return async function* () {
		const categories = await allCategories(ctx)
		const known = new Map<bigint, OrganisationFacts>()
		let last: Pick<PastRow, 'at' | 'ref'> = { at: new Date(0), ref: '' }
		for (;;) {
			const rows = await ctx.db.$queryRaw<PastRow[]>`
				SELECT past.*, day::text AS day FROM (${pastOrders(whose)}) past
				WHERE extract(year FROM day) = ${year} AND (at, ref) > (${last.at}, ${last.ref})
				ORDER BY at, ref LIMIT ${pageSize}`
			if (rows.length === 0) return
			const ids = rows.flatMap(({ enterpriseId, providerId }) =>
				providerId ? [enterpriseId, providerId] : [enterpriseId],
			)
			const missing = [...new Set(ids)].filter((id) => !known.has(id))
			for (const party of await organisationFacts(ctx, missing)) known.set(party.id, party)
			yield rows.map((row) => orderOf(row, known, categories))
			last = rows.at(-1)!
		}
	}
}

function orderOf(
	row: PastRow,
	known: ReadonlyMap<bigint, OrganisationFacts>,
	categories: ReadonlyMap<string, Category>,
): OrderRow {
	const on = row.day as LocalDate
	const enterprise = known.get(row.enterpriseId)!
	const provider = row.providerId === null ? undefined : known.get(row.providerId)
	const listing = row.snapshot === null ? null : readSnapshot(row.snapshot)
	const marks = listing?.marks.map(({ kind, expiresOn }) => ({ kind, expiresOn: expiresOn as LocalDate }))
	const categoryId = listing?.categoryId ?? row.categoryId
	return {
		ref: row.ref,
		enterprise: enterprise.number,
		enterpriseName: enterprise.name,
		on,
		priceFen: fen(row.priceFen),
		factsFor: (document) => ({
			step: 'order',
			at: on,
			enterprise: enterpriseFacts(enterprise),
			...(provider ? { provider: providerFacts(provider, marks && { marks, on }) } : {}),
			relation: { kinds: [] },
			service: {
				...(categoryId ? listingFacts({ categoryId }, categories, row.quantity) : { quantity: row.quantity }),
				channel: listing ? 'platform' : 'off_platform',
				flags: declaredFlags(document),
			},
			money: { contractFen: fen(row.priceFen), ...(listing ? { taxRateBp: listing.taxRateBp } : {}) },
			used: {},
		}),
	}
}
