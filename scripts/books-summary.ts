/** `npm run books:summary -- FILE [--json]`: holds the signed summary of a closed month or year against the books; exit 1 when anything differs. */
import fs from 'node:fs'
import type { PeriodSummary } from '#app/domain/ledger/period-summary.server.ts'
import { CannotRun, runScript, say } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

await runScript({ options: [] }, async ({ words }) => {
	const [file] = words
	if (!file) throw new CannotRun('Name the file: npm run books:summary -- 2026-03.json')
	let given: PeriodSummary
	try {
		given = JSON.parse(fs.readFileSync(file, 'utf8')) as PeriodSummary
	} catch (error) {
		throw new CannotRun(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`)
	}
	return withProduct({ demo: false }, async () => {
		const { prisma } = await import('#app/platform/db.server.ts')
		const { verifySummary } = await import('#app/domain/ledger/period-summary.server.ts')
		const check = await verifySummary(prisma, given)
		for (const difference of check.differences) say(difference)
		return {
			ok: check.ok,
			answer: check,
			text: check.ok
				? `${check.authority}, ${check.period}: the summary agrees with the books.`
				: `${check.authority}, ${check.period}: ${check.differences.length} differences.`,
		}
	})
})
