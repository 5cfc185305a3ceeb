import pg, { type Pool } from 'pg'
import { Kept } from './kept.server.ts'

/** Listings whose names look or sound like the question, with how much (0–1000). */
export type Alike = { ids: string[]; likeness: string[] }

const most = 200
const patienceMs = 150
/** What looks alike is asked for again with other filters, and at once with one filter less. */
const keptAlike = new Kept<Alike>(30_000, 200)
const cancelled = '57014'

/**
 * Listings whose names look or sound alike: `said` is the question as it sounds. Looking through a large catalogue can
 * take long, so it is given a moment, through the index only; after that nothing looks alike.
 */
export async function namesAlike(pool: Pool, said: string): Promise<Alike> {
	return said === '' ? { ids: [], likeness: [] } : keptAlike.get(said, () => lookedUp(pool, said))
}

/** Documents changed: what looked alike before may no longer. */
export const forgetAlike = () => keptAlike.clear()

async function lookedUp(pool: Pool, said: string): Promise<Alike> {
	const client = await pool.connect()
	try {
		// one message for all of it
		const answers = (await client.query<{ id: string; likeness: string }>(
			`BEGIN READ ONLY; SET LOCAL statement_timeout = ${patienceMs}; SET LOCAL enable_seqscan = off;
			SELECT listing_id AS id, (1000 * word_similarity(${pg.escapeLiteral(said)}, text))::bigint AS likeness
			FROM (SELECT listing_id, text FROM search_document WHERE text %> ${pg.escapeLiteral(said)} LIMIT ${most}) AS found;
			COMMIT`,
		)) as unknown as { rows: { id: string; likeness: string }[] }[]
		const rows = answers[3]!.rows
		return { ids: rows.map((row) => row.id), likeness: rows.map((row) => row.likeness) }
	} catch (error) {
		await client.query('ROLLBACK')
		if ((error as { code?: string }).code === cancelled) return { ids: [], likeness: [] }
		throw error
	} finally {
		client.release()
	}
}
