import { performance } from 'node:perf_hooks'
import { withClient } from '#scripts/db/roles.ts'
import { say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { buyerOf } from './lib/asker.ts'
import { withDataSet } from './lib/cluster.ts'
import { askedFen, crowdSet, crowdSize, openFund, readCrowd } from './lib/crowd.ts'
import { median, percentile, ratioOf, rounded, rounds, secondsOf, surroundings } from './lib/figures.ts'
import { connections, openTpcb } from './lib/tpcb.ts'

/** Requesters who wait for a voucher at any moment. */
const waiting = 500
const warmUpSeconds = 5

/** What `seconds` of one way of granting brought. */
type Run = { perSecond: number; latenciesMs: number[]; granted: number }

const exercise: Exercise = {
	says: 'vouchers granted from one fund to 500 who wait, against TPC-B on the same server',
	flags: ['fresh'],
	options: ['seconds'],
	database: false,
	run: (line) =>
		withDataSet(crowdSet, line.options.fresh === 'true', async (server) => {
			const seconds = secondsOf(line)
			const { evaluateApplication } = await import('#app/domain/vouchers/application-rules.server.ts')
			const { requestGrant } = await import('#app/domain/vouchers/grant-queue.server.ts')
			const { grantTerms } = await import('#app/domain/vouchers/grant-terms.ts')
			const { roundOf } = await import('#app/domain/programmes/rounds.server.ts')
			const { plainJson } = await import('#app/domain/ledger/call-books.server.ts')
			const { verifyBooks } = await import('#app/domain/ledger/verify-books.server.ts')
			const { pool, prisma } = await import('#app/platform/db.server.ts')
			const { fen } = await import('#app/lib/money.ts')
			const { shanghaiDay } = await import('#app/lib/time.ts')
			type Request = Parameters<typeof requestGrant>[1]

			const crowd = await readCrowd(server.ownerUrl)
			const fund = await openFund(server.ownerUrl, { rounds: 60 })
			const system = { db: prisma, actor: { type: 'system' } as const, now: new Date() }
			const round = await roundOf(system, fund.rounds[0]!.number)
			const today = shanghaiDay(system.now)
			const { facts, evaluation } = await evaluateApplication(system, round, {
				enterpriseId: crowd[0]!.id,
				requestedFen: fen(BigInt(askedFen)),
				at: today,
			})
			if (evaluation.decision !== 'eligible')
				throw new Error(`the crowd is not eligible: ${JSON.stringify(evaluation.reasons.at(-1))}`)
			const terms = grantTerms(round.document, evaluation, { sources: round.sources, on: today })
			const plain = { facts: plainJson(facts as never) as never, evaluation: plainJson(evaluation as never) as never }

			// who asks, and what of the terms is theirs: made once, so that the bench's own work is not measured
			const askers = crowd.map((one) => ({
				id: one.id,
				actor: buyerOf(one),
				draws: terms.draws.map((draw) => ({ ...draw, capKey: draw.capKey.replace(crowd[0]!.number, one.number) })),
			}))
			let taken = 0
			const next = () => {
				const one = askers[taken % crowdSize]!
				const into = fund.rounds[Math.floor(taken / crowdSize)]
				if (!into) throw new Error('more vouchers than rounds were made for: raise the number of rounds')
				taken++
				const ctx = {
					...system,
					key: `rush:${fund.fundId}:${taken}`,
					actor: one.actor,
				}
				const request: Request = {
					fundId: fund.fundId,
					application: {
						...plain,
						roundId: into.id,
						versionId: fund.versionId,
						enterpriseId: one.id,
						requestedFen: BigInt(askedFen),
						commitmentText: '承诺书\n所填信息和所交材料真实、完整、合法，愿意接受核查。',
						commitmentFileId: null,
					},
					...terms,
					draws: one.draws,
					inputs: { round: into.number, requestedFen: BigInt(askedFen) },
				}
				return { ctx, request }
			}

			const runFor = async (
				forSeconds: number,
				grant: (one: ReturnType<typeof next>) => Promise<unknown>,
			): Promise<Run> => {
				const started = performance.now()
				const until = started + forSeconds * 1000
				const latenciesMs: number[] = []
				await Promise.all(
					Array.from({ length: waiting }, async () => {
						while (performance.now() < until) {
							const asked = performance.now()
							await grant(next())
							latenciesMs.push(performance.now() - asked)
						}
					}),
				)
				return {
					perSecond: (latenciesMs.length * 1000) / (performance.now() - started),
					latenciesMs,
					granted: latenciesMs.length,
				}
			}
			const batched = ({ ctx, request }: ReturnType<typeof next>) => requestGrant(ctx, request)
			const { askedBy, callOf } = await import('#app/domain/vouchers/grant-call.server.ts')
			let singles = 0
			const single = async ({ ctx, request }: ReturnType<typeof next>) => {
				const number = `KJ-SINGLE-${process.pid}-${++singles}`
				const numbers = [{ number, applicationNumber: number.replace('KJ', 'SL') }]
				const { rows } = await pool.query(callOf(fund.fundId, [askedBy(ctx, request)], numbers))
				if (!rows[0].answer.results[0].number) throw new Error(JSON.stringify(rows[0].answer))
			}

			const tpcb = await openTpcb(server)
			const figures: {
				tps: number
				vouchers: number
				ratio: number
				p99Ms: number
				singleP99Ms: number
				singlePerSecond: number
			}[] = []
			try {
				say(`Warming up ${warmUpSeconds} s …`)
				await tpcb.tps(warmUpSeconds / 2)
				await runFor(warmUpSeconds / 2, batched)
				const before = await countRows(server.ownerUrl)
				let granted = 0
				for (let i = 1; i <= rounds; i++) {
					const tps = await tpcb.tps(seconds)
					const ours = await runFor(seconds, batched)
					const alone = await runFor(seconds / 2, single)
					granted += ours.granted + alone.granted
					const p99Ms = percentile(ours.latenciesMs, 0.99)
					const singleP99Ms = percentile(alone.latenciesMs, 0.99)
					figures.push({
						tps,
						vouchers: ours.perSecond,
						ratio: ours.perSecond / tps,
						p99Ms,
						singleP99Ms,
						singlePerSecond: alone.perSecond,
					})
					say(
						`round ${i}: TPC-B ${tps.toFixed(0)}/s, vouchers ${ours.perSecond.toFixed(0)}/s (ratio ${(ours.perSecond / tps).toFixed(2)}), p99 ${p99Ms.toFixed(0)} ms; one call each ${alone.perSecond.toFixed(0)}/s, p99 ${singleP99Ms.toFixed(0)} ms`,
					)
				}
				const after = await countRows(server.ownerUrl)
				say('Verifying the books …')
				const client = await pool.connect()
				const report = await verifyBooks(client).finally(() => client.release())
				const ratios = figures.map(({ ratio }) => ratio)
				const of = (key: keyof (typeof figures)[number]) => rounded(median(figures.map((figure) => figure[key])), 1)
				return {
					ok: report.differences === 0,
					answer: {
						name: 'rush',
						...ratioOf(ratios),
						p99Ratio: rounded(median(figures.map((figure) => figure.p99Ms / figure.singleP99Ms)), 4),
						vouchersPerSecond: of('vouchers'),
						tpcbTps: of('tps'),
						p99Ms: of('p99Ms'),
						oneCallEachPerSecond: of('singlePerSecond'),
						oneCallEachP99Ms: of('singleP99Ms'),
						rowsPerVoucher: rounded((after - before) / granted, 2),
						differences: report.differences,
						waiting,
						connections,
						rounds,
						roundSeconds: seconds,
						...(await surroundings(server.superUrl)),
					},
				}
			} finally {
				await tpcb.close()
			}
		}),
}
export default exercise

/** Rows in every table a grant writes. */
function countRows(url: string): Promise<number> {
	const tables = [
		'application',
		'command',
		'entitlement',
		'entitlement_source',
		'voucher',
		'transfer',
		'cap_draw',
		'outbox_event',
	]
	return withClient(url, async (client) => {
		const { rows } = await client.query<{ n: string }>(
			`SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table})`).join(' + ')} AS n`,
		)
		return Number(rows[0]!.n)
	})
}
