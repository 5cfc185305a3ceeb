import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { ListingImport } from '#app/platform/.server/prisma/client.ts'
import { joinWhole } from './join-whole.server.ts'

type Taken = { created: number; changed: number; unchanged: number }

/**
 * Takes the good rows of a file that a person accepted, in one transaction: listings with the row's own number are changed
 * (empty cells change nothing), the others are new. A public listing stays public where only money and logistics change, else
 * it waits for review as if it had been saved by hand. Search is told in bulk. Bad rows stay to be fixed. Answers what was done.
 */
export async function takeImport(ctx: Context, file: ListingImport): Promise<Taken> {
	return transact(ctx, async (tx) => {
		const [locked] = await tx.db.$queryRaw<{ state: string }[]>`
			SELECT state FROM listing_import WHERE id = ${file.id} FOR NO KEY UPDATE`
		if (locked?.state !== 'accepting') throw new DomainError('state.changed_meanwhile', { number: file.number })
		await joinWhole(tx)
		const { known, changed } = await changeListings(tx, file)
		const created = await makeListings(tx, file)
		const taken = { created, changed, unchanged: known - changed }
		await tx.db.$executeRaw`DELETE FROM staged_listing WHERE import_id = ${file.id} AND verdict <> 'bad'`
		await tx.db.listingImport.updateMany({
			where: { id: file.id, state: 'accepting' },
			data: { ...taken, state: 'taken', endedAt: tx.now },
		})
		await record(tx, 'listing_import.taken', file.number, { ...taken, bad: file.bad, into: file.intoState })
		return taken
	})
}

/** Listings that are there: set-based, the ones that differ only. Events are told in parts of 500 listings. */
async function changeListings(tx: Context, file: ListingImport): Promise<{ known: number; changed: number }> {
	const [row] = await tx.db.$queryRaw<{ known: number; changed: number }[]>`
		WITH pair AS MATERIALIZED (
			SELECT l.id, l.state AS was, listing_content(l) AS before,
				listing_content(l) || (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') FROM jsonb_each(s.content - 'details') e WHERE s.content -> 'given' ? e.key)
					|| jsonb_build_object('details', l.details || CASE WHEN s.content -> 'details' ? 'equipment'
						THEN jsonb_build_object('equipment', coalesce(l.details -> 'equipment', '{}') || (s.content -> 'details' -> 'equipment')) ELSE '{}' END) AS after
			FROM staged_listing s JOIN listing l ON l.provider_id = ${file.providerId} AND l.own_number = s.own_number
			WHERE s.import_id = ${file.id} AND s.verdict <> 'bad'),
		done AS (
			UPDATE listing l SET kind = p.after ->> 'kind', category_id = p.after ->> 'categoryId', name = p.after ->> 'name', name_en = p.after ->> 'nameEn',
				description = p.after ->> 'description', price_fen = (p.after ->> 'priceFen')::bigint, price_unit = p.after ->> 'priceUnit',
				tax_rate_bp = (p.after ->> 'taxRateBp')::int, turnaround_days_min = (p.after ->> 'turnaroundDaysMin')::int,
				turnaround_days_max = (p.after ->> 'turnaroundDaysMax')::int, sample_requirement = p.after ->> 'sampleRequirement',
				deliverable = p.after ->> 'deliverable', standards = p.after -> 'standards', details = p.after -> 'details',
				instrument_model = CASE p.after ->> 'kind' WHEN 'instrument' THEN coalesce(p.after ->> 'instrumentModel', '') ELSE p.after ->> 'instrumentModel' END,
				instrument_class = CASE p.after ->> 'kind' WHEN 'instrument' THEN p.after ->> 'instrumentClass' END,
				aliases = ARRAY(SELECT jsonb_array_elements_text(p.after -> 'aliases')),
				state = CASE
					WHEN p.was IN ('draft', 'in_review') THEN ${file.intoState}
					WHEN p.was = 'suspended' THEN 'draft'
					WHEN p.before - ${amended}::text[] = p.after - ${amended}::text[] THEN 'published'
					ELSE 'in_review' END,
				state_reason = NULL, changed_by_id = ${file.acceptedById}, updated_at = ${tx.now}
			FROM pair p WHERE l.id = p.id AND p.after <> p.before RETURNING l.id, p.was),
		told AS (
			INSERT INTO outbox_event (topic, payload, at)
			SELECT 'listings.changed', jsonb_build_object('listingIds', jsonb_agg(id::text ORDER BY id)), ${tx.now}
			FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 500 AS part FROM done WHERE was IN ('published', 'suspended')) d GROUP BY part)
		SELECT (SELECT count(*) FROM pair)::int AS known, (SELECT count(*) FROM done)::int AS changed`
	return row!
}

/** What of a public listing may change without being read again, as in a change by hand. */
const amended = [
	'priceFen',
	'priceUnit',
	'taxRateBp',
	'turnaroundDaysMin',
	'turnaroundDaysMax',
	'sampleRequirement',
	'deliverable',
]

async function makeListings(tx: Context, file: ListingImport): Promise<number> {
	const year = shanghaiDay(tx.now).slice(0, 4)
	return tx.db.$executeRaw`
		INSERT INTO listing (number, own_number, provider_id, kind, category_id, name, name_en, description, price_fen, price_unit, tax_rate_bp,
			turnaround_days_min, turnaround_days_max, sample_requirement, deliverable, instrument_model, instrument_class, standards, aliases, details,
			division_code, state, created_by_id, created_at, updated_at)
		SELECT 'FW-' || ${year}::text || '-' || lpad(s.no::text, greatest(6, length(s.no::text)), '0'), s.own_number, o.id, c ->> 'kind', c ->> 'categoryId',
			c ->> 'name', c ->> 'nameEn', c ->> 'description', (c ->> 'priceFen')::bigint, c ->> 'priceUnit', (c ->> 'taxRateBp')::int,
			(c ->> 'turnaroundDaysMin')::int, (c ->> 'turnaroundDaysMax')::int, c ->> 'sampleRequirement', c ->> 'deliverable', c ->> 'instrumentModel',
			c ->> 'instrumentClass', c -> 'standards', ARRAY(SELECT jsonb_array_elements_text(c -> 'aliases')), c -> 'details',
			o.division_code, ${file.intoState}, ${file.acceptedById}, ${tx.now}, ${tx.now}
		FROM (SELECT own_number, content AS c, nextval('number_listing') AS no FROM staged_listing t
			WHERE import_id = ${file.id} AND verdict <> 'bad' AND NOT EXISTS (SELECT FROM listing l WHERE l.provider_id = ${file.providerId} AND l.own_number = t.own_number)
			ORDER BY n) s
		JOIN organisation o ON o.id = ${file.providerId}`
}
