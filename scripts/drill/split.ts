import { withClient } from '#scripts/db/roles.ts'
import { CannotRun, countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { withProduct } from '#scripts/lib/product.ts'
import { playHistory, type SplitCall, seeded } from './lib/split-history.ts'

/** Splits compared with the database's own. */
const sampleSize = 20_000

/** How many of the sampled splits the database's `split_fen` answers otherwise, with the first of them. */
export async function compared(
	url: string,
	sample: readonly SplitCall[],
): Promise<{ differing: number; first: unknown }> {
	const { rows } = await withClient(url, (client) =>
		client.query<{ differing: number; first: unknown }>(
			`SELECT count(*)::int AS differing, min(c::text) AS first FROM jsonb_array_elements($1::jsonb) c
			 WHERE split_fen((c ->> 'amount')::bigint, fen_array(c -> 'weights')) IS DISTINCT FROM fen_array(c -> 'parts')`,
			[JSON.stringify(sample)],
		),
	)
	return rows[0]!
}

const exercise: Exercise = {
	says: 'random histories of co-funded vouchers: no source below zero, the last movement empties all (--histories, --seed)',
	options: ['histories', 'seed'],
	database: false,
	async run(line) {
		const histories = countOption(line, 'histories', 100_000)
		const seed = countOption(line, 'seed', Math.floor(Math.random() * 2 ** 31))
		if (histories === 0) throw new CannotRun('--histories takes a number above zero.')
		say(`Seed ${seed}.`)
		const random = seeded(seed)
		const sample: SplitCall[] = []
		const faults: string[] = []
		let splits = 0
		let failing = 0
		const keep = (call: SplitCall) => {
			splits++
			if (sample.length < sampleSize) sample.push(call)
			else if (splits % 97 === 0) sample[(splits / 97) % sampleSize] = call
		}
		const began = performance.now()
		for (let n = 1; n <= histories; n++) {
			const history = playHistory(random, keep)
			if (history.faults.length > 0) failing++
			if (faults.length < 10) faults.push(...history.faults.slice(0, 1).map((fault) => `history ${n}: ${fault}`))
			if (n % 250_000 === 0) say(`${n} histories, ${splits} splits, ${failing} failing`)
		}
		const seconds = (performance.now() - began) / 1000
		const { differing, first } = await withProduct({ demo: false }, (database) => compared(database.ownerUrl, sample))
		const answer = {
			name: 'split',
			seed,
			histories,
			splits,
			failing,
			seconds,
			comparedWithSql: sample.length,
			differingFromSql: differing,
			faults: first ? [...faults, `the database splits otherwise: ${first}`] : faults,
		}
		return { ok: failing === 0 && differing === 0, answer }
	},
}
export default exercise
