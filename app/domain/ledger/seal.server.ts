import type { Db } from '#app/platform/db.server.ts'

/** The newest block of the chain: whoever kept its root elsewhere can prove later that nothing before it was changed. */
export type SealHead = { no: bigint; at: Date; root: string; upto: string; isWaiting: boolean }

/** Sealed until where; `isWaiting`: something (of the fund, when one is named) is written and not sealed yet. One query. */
export async function readSealHead(db: Db, fundId?: bigint): Promise<SealHead | null> {
	const rows = await db.$queryRaw<SealHead[]>`
		SELECT s.no, s.at, encode(s.root, 'hex') AS root, s.upto::text AS upto,
			EXISTS (SELECT FROM transfer t WHERE t.xid >= s.upto AND (${fundId ?? null}::bigint IS NULL OR t.fund_id = ${fundId ?? null}::bigint)) AS "isWaiting"
		FROM seal s ORDER BY s.no DESC LIMIT 1`
	return rows[0] ?? null
}
