import { performance } from 'node:perf_hooks'
import type { Context } from '#app/domain/context.server.ts'
import { certaintyToClose, rankCandidates } from '#app/domain/reconciliation/matching.ts'
import { dayOf } from '#app/lib/time.ts'
import { withClient } from '#scripts/db/roles.ts'
import { countOption, say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { machine, serverSettings, withDataSet } from './lib/cluster.ts'
import { rounded } from './lib/figures.ts'
import { hundredThousandLines, lineCount, paymentCount } from './lib/statement-lines.ts'

type Truth = Map<bigint, { pays: string; kind: string }>

const exercise: Exercise = {
	says: '100,000 statement lines against 100,000 payments, 5 % of them noise: lines a second, how many close by themselves, how many wrongly',
	options: ['naive'],
	flags: ['fresh', 'plan-only'],
	database: false,
	run: (line) =>
		withDataSet(hundredThousandLines, line.options.fresh === 'true', async (database) => {
			const naiveCount = countOption(line, 'naive', 300)
			const { matchStatement } = await import('#app/domain/reconciliation/match-statement.server.ts')
			const { planMatches } = await import('#app/domain/reconciliation/plan-matches.server.ts')
			const { likelyPayments } = await import('#app/domain/reconciliation/match-pool.server.ts')
			const { prisma } = await import('#app/platform/db.server.ts')
			const ctx: Context = { db: prisma, actor: { type: 'system' }, now: new Date('2026-11-19T01:00:00Z') }
			const statement = await prisma.statement.findFirstOrThrow({ where: { number: 'DZ-MATCH' } })

			// Naive: for each line one query for its likely payments, then the same comparison.
			const some = await prisma.$queryRaw<{ id: bigint }[]>`
				SELECT id FROM statement_line WHERE statement_id = ${statement.id} ORDER BY hashint8(id) LIMIT ${naiveCount}`
			const lines = await prisma.statementLine.findMany({ where: { id: { in: some.map((one) => one.id) } } })
			let naiveSure = 0
			const naiveBegan = performance.now()
			for (const one of lines) {
				const payments = await likelyPayments(ctx, statement.authorityId, one)
				const [best] = rankCandidates({ ...one, bookedOn: dayOf(one.bookedOn) }, payments)
				if (best?.canClose && best.certainty >= certaintyToClose) naiveSure++
			}
			const naivePerSecond = (naiveCount * 1000) / (performance.now() - naiveBegan)
			say(`one query per line: ${naivePerSecond.toFixed(0)} lines/s, ${naiveSure} of ${naiveCount} sure`)

			const planBegan = performance.now()
			const groups = await planMatches(ctx, [statement.id])
			const planSeconds = (performance.now() - planBegan) / 1000
			const planned = groups.reduce((n, group) => n + group.lineIds.length, 0)
			const truth: Truth = await truthOf(database.superUrl)
			let wrong = 0
			for (const group of groups)
				for (const id of group.lineIds) {
					const told = truth.get(id)
					const pays = [...group.paymentIds].sort((a, b) => (a < b ? -1 : 1)).join(' ')
					if (told?.kind !== group.kind || told.pays !== pays) wrong++
				}
			say(`planned ${planned} of ${lineCount} lines in ${planSeconds.toFixed(1)} s, ${wrong} wrong`)
			const answer = {
				name: 'match',
				lines: lineCount,
				payments: paymentCount,
				linesPerSecond: Math.round(lineCount / planSeconds),
				autoShare: rounded(planned / lineCount, 4),
				wrong,
				ratio: rounded(lineCount / planSeconds / naivePerSecond, 1),
				naivePerSecond: rounded(naivePerSecond, 1),
				naiveLines: naiveCount,
				byRule: Object.fromEntries(
					[...new Set(groups.map((group) => group.rule))].map((rule) => [
						rule,
						groups.filter((group) => group.rule === rule).reduce((n, group) => n + group.lineIds.length, 0),
					]),
				),
			}
			const told = { ...machine(), settings: await serverSettings(database.url) }
			if (line.options['plan-only'] === 'true') return { ok: wrong === 0, answer: { ...answer, ...told } }

			const closeBegan = performance.now()
			const { matched, left } = await matchStatement(ctx, { number: statement.number })
			const closeSeconds = (performance.now() - closeBegan) / 1000
			say(`planned and closed ${matched} lines in the books in ${closeSeconds.toFixed(1)} s, ${left} left`)
			return {
				ok: wrong === 0 && matched === planned,
				answer: { ...answer, closed: matched, left, closedPerSecond: Math.round(matched / closeSeconds), ...told },
			}
		}),
}
export default exercise

/** What each line really is, as the data set was made. */
async function truthOf(url: string): Promise<Truth> {
	return withClient(url, async (client) => {
		const { rows } = await client.query<{ line: string; pays: string; kind: string }>(
			`SELECT line, kind, string_agg(pay::text, ' ' ORDER BY pay) AS pays FROM bench_truth GROUP BY line, kind`,
		)
		return new Map(rows.map((row) => [BigInt(row.line), { pays: row.pays, kind: row.kind }]))
	})
}
