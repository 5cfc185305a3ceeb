import { performance } from 'node:perf_hooks'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { approvedClaims } from './lib/approved-claims.ts'
import { catalogueLoad } from './lib/catalogue-load.ts'
import { withCopies } from './lib/cluster.ts'
import { copyAdded, rowsNow } from './lib/copy-added.ts'
import { rounded, surroundings } from './lib/figures.ts'
import { settleFund } from './lib/settle-run.ts'

const exercise: Exercise = {
	says: 'a million approved claims of two sources from lock to close, against COPY of the rows that adds',
	options: ['claims'],
	flags: ['fresh', 'no-pages'],
	database: false,
	run: (line) => {
		const claims = countOption(line, 'claims', 1_000_000)
		return withCopies(approvedClaims(claims), line.options.fresh === 'true', 2, async ([run, copy]) => {
			const { verifyBooks } = await import('#app/domain/ledger/verify-books.server.ts')
			const { pool } = await import('#app/platform/db.server.ts')
			const before = await rowsNow(run!.superUrl)
			const pages = line.options['no-pages'] === 'true' ? null : await catalogueLoad(run!)
			const idle = await pages?.measure()
			const busy = pages?.begin()
			const { seconds, stages, peakRssMb, payments } = await settleFund(run!)
			const meanwhile = await busy?.end()
			await pages?.close()
			say('Copying the same rows into the other copy …')
			const copied = await copyAdded(run!.superUrl, copy!.superUrl, before)
			say('Verifying the books …')
			const client = await pool.connect()
			const began = performance.now()
			const report = await verifyBooks(client, { chain: false }).finally(() => client.release())
			const ratio = rounded(seconds / copied.seconds)
			const cataloguep99Ratio = idle && meanwhile ? rounded(meanwhile.p99 / idle.p99) : null
			return {
				ok: report.differences === 0 && copied.isEqual && peakRssMb < 500,
				answer: {
					name: 'settle',
					claims,
					ratio,
					settleSeconds: rounded(seconds),
					copySeconds: rounded(copied.seconds),
					stages,
					copyStages: copied.stages,
					payments,
					rowsAdded: copied.rows,
					peakRssMb,
					cataloguep99Ratio,
					catalogue: { idle, meanwhile },
					differences: report.differences,
					verifySeconds: rounded((performance.now() - began) / 1000),
					...(await surroundings(run!.superUrl)),
				},
			}
		})
	},
}
export default exercise
