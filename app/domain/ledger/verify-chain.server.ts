import type pg from 'pg'
import type { Difference } from './verify-books.server.ts'

export type ChainReport = {
	/** sealed blocks and rows (commands and transfers, also those not sealed yet) that were looked at */
	blocks: number
	rows: number
	/** the last block: its number, the root that stands for everything up to it, and until when it sealed */
	head: { no: string; root: string; at: Date } | null
	differences: number
	named: Difference[]
}

/** What the chain proves, each difference under its name. */
const says: Record<string, string> = {
	transfer_digest: 'no transfer was changed after it was written',
	command_digest: 'no command was changed after it was written',
	sealed_rows: 'every sealed row is still there',
	sealed_once: 'every transfer and command below the last seal is in exactly one block',
	seal_chain: 'every sealed block has the root it was sealed with, and follows the block before',
}
export const chainInvariants = Object.keys(says)

type Block = { no: string; upto: string; root: string; at: Date }
type Row = { invariant: string; subject: string; expected: string; actual: string; total: string; rows: string }

/** The rows of a kind in a range of transactions against the ids a block lists, in the block's order. */
const lists = (kind: 'command' | 'transfer') => `
	${kind}s AS MATERIALIZED (
		SELECT coalesce(r.id, u.id) AS id, u.n, r.digest, r.now_digest
		FROM (SELECT x.id, x.digest, ${kind}_digest(x) AS now_digest FROM ${kind} x WHERE x.xid >= $1::text::xid8 AND ($2::text IS NULL OR x.xid < $2::text::xid8)) r
		FULL JOIN (SELECT u.id, u.n FROM block b, unnest(b.${kind}_ids) WITH ORDINALITY u(id, n)) u ON u.id = r.id)`

const differs = (kind: 'command' | 'transfer') => `
	SELECT '${kind}_digest' AS invariant, '${kind} ' || id AS subject, encode(digest, 'hex') AS expected, encode(now_digest, 'hex') AS actual FROM ${kind}s WHERE digest <> now_digest
	UNION ALL SELECT 'sealed_rows', '${kind} ' || l.id || ' of sealed block ' || b.no, 'present', CASE WHEN EXISTS (SELECT FROM ${kind} x WHERE x.id = l.id) THEN 'under another transaction' ELSE 'missing' END FROM ${kind}s l, block b WHERE l.digest IS NULL
	UNION ALL SELECT 'sealed_once', '${kind} ' || l.id, '1 block', count(l.n)::text FROM ${kind}s l, block b GROUP BY l.id HAVING count(l.n) <> 1`

/** One block, or with `$3` null the rows above the last one; `$1` and `$2` are the transactions it covers. Its previous root is $4. */
const blockSql = `WITH block AS MATERIALIZED (SELECT * FROM seal WHERE no = $3),
	${lists('command')}, ${lists('transfer')},
	found AS (
		${differs('command')} UNION ALL ${differs('transfer')}
		UNION ALL SELECT 'seal_chain', 'sealed block ' || b.no, encode(b.root, 'hex'), encode(o.root, 'hex') FROM block b, (SELECT sha256(coalesce(b.prev_root, '') ||
			coalesce((SELECT string_agg(digest, '' ORDER BY n) FROM commands WHERE n IS NOT NULL), '') || coalesce((SELECT string_agg(digest, '' ORDER BY n) FROM transfers WHERE n IS NOT NULL), '')) AS root FROM block b) o WHERE b.root <> o.root
		UNION ALL SELECT 'seal_chain', 'sealed block ' || b.no || ' previous root', $4, coalesce(encode(b.prev_root, 'hex'), 'none') FROM block b WHERE coalesce(encode(b.prev_root, 'hex'), 'none') <> $4)
	SELECT f.*, (SELECT count(*) FROM commands) + (SELECT count(*) FROM transfers) AS rows
	FROM (SELECT *, count(*) OVER (PARTITION BY invariant) AS total, row_number() OVER (PARTITION BY invariant) AS place FROM found) f
	RIGHT JOIN (SELECT 1) one ON f.place <= $5::int`

/**
 * Follows the hash chain from its first block: recomputes the digest of every command and transfer, the root of every block,
 * and that every row of the transactions a block covers is in it once. Block by block, so that memory stays bounded however
 * long the chain is. Run it inside a snapshot. `onBlock` is told how far it has come.
 */
export async function verifyChain(
	client: pg.ClientBase,
	{
		namedEach = 20,
		lastBlocks,
		onBlock = () => {},
	}: {
		/** only the newest so many blocks, and what is not sealed yet */ lastBlocks?: number
		namedEach?: number
		onBlock?: (block: number, of: number, rows: number) => void
	} = {},
): Promise<ChainReport> {
	const { rows: blocks } = await client.query<Block>(
		`SELECT no, upto::text, encode(root, 'hex') AS root, at FROM seal WHERE no > (SELECT coalesce(max(no), 0) FROM seal) - $1::bigint - 1 ORDER BY no`,
		[lastBlocks ?? '1000000000000000'],
	)
	// the block before the first one looked at is where that one starts from
	const before = lastBlocks !== undefined && blocks.length > lastBlocks ? blocks.shift() : undefined
	const report: ChainReport = { blocks: blocks.length, rows: 0, head: null, differences: 0, named: [] }
	const names = new Map<string, number>()
	let from = before?.upto ?? '0'
	let previousRoot = before?.root ?? 'none'
	for (const [index, block] of [...blocks, null].entries()) {
		const { rows } = await client.query<Row>(blockSql, [
			from,
			block?.upto ?? null,
			block?.no ?? null,
			previousRoot,
			namedEach,
		])
		const totals = new Map(rows.flatMap((row) => (row.invariant ? [[row.invariant, Number(row.total)]] : [])))
		for (const total of totals.values()) report.differences += total
		for (const { invariant, subject, expected, actual } of rows) {
			const count = names.get(invariant) ?? 0
			if (!invariant || count >= namedEach) continue
			names.set(invariant, count + 1)
			report.named.push({ invariant, says: says[invariant]!, subject, expected, actual })
		}
		report.rows += Number(rows[0]!.rows)
		onBlock(index + 1, blocks.length + 1, report.rows)
		if (!block) break
		from = block.upto
		previousRoot = block.root
		report.head = { no: block.no, root: block.root, at: block.at }
	}
	return report
}

/** The block whose root this is, in hexadecimal; null when the chain does not contain it. */
export async function findRoot(client: pg.ClientBase, root: string): Promise<{ no: string; at: Date } | null> {
	const { rows } = await client.query<{ no: string; at: Date }>(
		`SELECT no, at FROM seal WHERE root = decode($1, 'hex')`,
		[root],
	)
	return rows[0] ?? null
}
