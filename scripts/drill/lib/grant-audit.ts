import { verifyBooks } from '#app/domain/ledger/verify-books.server.ts'
import { withClient } from '#scripts/db/roles.ts'
import type { Attempt } from './grant-app.ts'
import type { DrillCity } from './grant-city.ts'

/** A voucher somebody was told of: by which process (`life`, a new one after each kill), and when the request had arrived there. */
type Told = { attempt: Attempt; voucher: string; life: number; arrived: bigint }
/** What the clients were told, and which attempts they had to repeat because they were told nothing. */
export type Ledger = {
	told: Told[]
	retried: Set<number>
	/** when PostgreSQL was killed, and when it was there again, in nanoseconds of this machine's clock */
	outages: { from: bigint; to: bigint }[]
}

type Voucher = { number: string; application: string; fund: string; batch: string; at: string; key: string }

/** Holds what the clients were told against what the database has. Everything named here must be 0, but `granted`, `fundsExhausted` and what is told of several processes. */
export async function audit(ownerUrl: string, city: DrillCity, { told, retried, outages }: Ledger) {
	return withClient(ownerUrl, async (client) => {
		const { rows: vouchers } = await client.query<Voucher>(
			`SELECT v.number, v.application_id AS application, v.fund_id AS fund, c.xid::text AS batch, extract(epoch FROM min(c.recorded_at) OVER (PARTITION BY c.xid)) AS at, c.key
			 FROM command c JOIN voucher v ON v.number = c.subject WHERE c.action = 'voucher.granted' ORDER BY v.fund_id, at, c.id`,
		)
		const byNumber = new Map(vouchers.map((voucher) => [voucher.number, voucher]))
		const applicationOf = ([, fund, n]: Attempt) => String(city.funds[fund]!.firstApplication + n)
		let lostAcks = 0
		const inTime = new Map<string, Told>()
		const perAttempt = new Map<number, Set<string>>()
		for (const one of told) {
			const [number] = one.attempt
			perAttempt.set(number, (perAttempt.get(number) ?? new Set()).add(one.voucher))
			if (byNumber.get(one.voucher)?.application !== applicationOf(one.attempt)) lostAcks++
			else if (!retried.has(number)) inTime.set(one.voucher, one)
		}

		const { rows: over } = await client.query<{ fen: string | null }>(
			`SELECT sum(greatest(0, g.granted - a.amount))::text AS fen FROM
				(SELECT e.fund_id, s.source_no, sum(s.face_fen) AS granted FROM entitlement e JOIN entitlement_source s ON s.entitlement_id = e.id GROUP BY 1, 2) g
				LEFT JOIN (SELECT fund_id, source_no, sum(amount_fen) AS amount FROM appropriation WHERE state = 'approved' GROUP BY 1, 2) a USING (fund_id, source_no)`,
		)
		const { rows: twice } = await client.query<{ n: string }>(
			`SELECT (SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM voucher GROUP BY application_id) v) +
				(SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM transfer WHERE to_stage = 'granted' GROUP BY entitlement_id, source_no) t) AS n`,
		)
		const { rows: funds } = await client.query<{ n: string }>(
			`SELECT count(*) AS n FROM (SELECT fund_id FROM fund_balance GROUP BY fund_id HAVING sum(available_fen) < 10000) f`,
		)
		const known = new Set(told.map(({ voucher }) => voucher))
		const report = await verifyBooks(client)
		return {
			overIssueFen: over[0]!.fen ?? '0',
			lostAcks,
			duplicateGrants: Number(twice[0]!.n) + [...perAttempt.values()].reduce((sum, set) => sum + set.size - 1, 0),
			...order(vouchers, inTime, outages),
			// vouchers nobody was ever told of, though everybody asked until they were told
			unasked: vouchers.filter(({ number }) => !known.has(number)).length,
			granted: vouchers.length,
			fundsExhausted: Number(funds[0]!.n),
			differences: report.differences,
		}
	})
}

/**
 * Grants against arrivals. Within one process a request waits for the batch under way and goes with the next one: whoever
 * came later is never granted in an earlier batch (`inversionsBeyondBatch`). Between processes there is no common queue:
 * the fund's row decides, and small batches of one may pass a large one of the other while it is being read. How many
 * requests were passed by more than two whole batches of another process is told apart (`overtakenAcross`), and so is
 * the same while PostgreSQL was gone (`overtakenInOutage`), when it counts who reaches it first again.
 */
function order(vouchers: readonly Voucher[], inTime: ReadonlyMap<string, Told>, outages: Ledger['outages']) {
	const batches = new Map<string, { fund: string; at: bigint; members: Told[] }>()
	// both clocks are this machine's: the database's in seconds since 1970, the processes' in nanoseconds since it started
	const offset = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint()
	for (const { number, fund, batch, at } of vouchers) {
		const told = inTime.get(number)
		if (!told) continue
		const known = batches.get(batch) ?? {
			fund,
			at: BigInt(Math.round(Number(at) * 1e6)) * 1_000n - offset,
			members: [],
		}
		known.members.push(told)
		batches.set(batch, known)
	}
	let inversionsBeyondBatch = 0
	let overtakenAcross = 0
	let overtakenInOutage = 0
	let mostBatchesOvertaking = 0
	const earlier = new Map<string, { life: number; first: bigint; last: bigint }[]>()
	for (const { fund, at, members } of batches.values()) {
		const before = earlier.get(fund) ?? []
		for (const { life, arrived } of members) {
			if (before.some((batch) => batch.life === life && batch.last > arrived)) inversionsBeyondBatch++
			const passed = new Map<number, number>()
			for (const batch of before.slice(-50))
				if (batch.life !== life && batch.first > arrived) passed.set(batch.life, (passed.get(batch.life) ?? 0) + 1)
			const most = Math.max(0, ...passed.values())
			const isOutage = outages.some(({ from, to }) => arrived < to && at > from)
			if (!isOutage) mostBatchesOvertaking = Math.max(mostBatchesOvertaking, most)
			if (most > 2 && isOutage) overtakenInOutage++
			else if (most > 2) overtakenAcross++
		}
		const times = members.map(({ arrived }) => arrived).sort((a, b) => Number(a - b))
		before.push({ life: members[0]!.life, first: times[0]!, last: times.at(-1)! })
		earlier.set(fund, before)
	}
	return { inversionsBeyondBatch, overtakenAcross, overtakenInOutage, mostBatchesOvertaking }
}
