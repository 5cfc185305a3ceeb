import type { Db } from '#app/platform/db.server.ts'

/** The newest block of the chain: whoever kept its root elsewhere can prove later that nothing before it was changed. */
export type SealHead = { no: bigint; at: Date; root: string; upto: string }

/** Sealed until where. One query. */
export async function readSealHead(db: Db): Promise<SealHead | null> {
	const rows = await db.$queryRaw<SealHead[]>`
		SELECT no, at, encode(root, 'hex') AS root, upto::text AS upto FROM seal ORDER BY no DESC LIMIT 1`
	return rows[0] ?? null
}
