import { createHmac, randomUUID } from 'node:crypto'
import http from 'node:http'
import { performance } from 'node:perf_hooks'
import { createCookie } from '@remix-run/node'
import { withClient } from '#scripts/db/roles.ts'
import { startChild } from '#scripts/lib/children.ts'
import { say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { ensureBuild } from '#scripts/lib/generated.ts'
import { type BenchDatabase, withDataSet } from './lib/cluster.ts'
import { askedFen, crowdSet, crowdSize, openFund } from './lib/crowd.ts'
import { median, percentile, ratioOf, rounded, rounds, secondsOf, surroundings } from './lib/figures.ts'
import { connections, openTpcb } from './lib/tpcb.ts'

/** Requesters who wait for their voucher at any moment, each with a session and a connection of its own. */
const waiting = 500
/** Web processes that serve them. */
const defaultProcesses = 1
const secret = 'bench-secret-bench-secret'

const exercise: Exercise = {
	says: 'the same through HTTP: session, forged-request check, validation, rules and audit, against TPC-B',
	flags: ['fresh'],
	options: ['seconds', 'processes'],
	database: false,
	run: (line) =>
		withDataSet(crowdSet, line.options.fresh === 'true', async (database) => {
			const seconds = secondsOf(line)
			const processes = Number(line.options.processes ?? defaultProcesses)
			await ensureBuild()
			const cookies = await signIn(database)
			const fund = await openFund(database.ownerUrl, { rounds: 20 })
			const env = {
				NODE_ENV: 'production',
				DATABASE_URL: database.url,
				DATABASE_OWNER_URL: database.ownerUrl,
				SESSION_SECRET: secret,
				PORT: '0',
				LOG_LEVEL: 'warn',
			}
			const servers = await Promise.all(
				Array.from({ length: processes }, async () => {
					const child = startChild('scripts/server.ts', env, say)
					return { child, port: ((await child.ready) as { port: number }).port }
				}),
			)
			const tpcb = await openTpcb(database)
			try {
				let taken = 0
				/** One person presses the button; answers when the page says where the voucher is. */
				const apply = (agent: http.Agent) => {
					const n = taken++
					const round = fund.rounds[Math.floor(n / crowdSize)]
					if (!round) throw new Error('more vouchers than rounds were made for: raise the number of rounds')
					return post({
						agent,
						port: servers[n % servers.length]!.port,
						path: `/rounds/${round.number}/apply`,
						cookie: cookies[n % crowdSize]!,
					})
				}
				const runFor = async (forSeconds: number) => {
					// connections of their own: the server closes those that were idle while the other side was measured
					const agent = new http.Agent({ keepAlive: true, maxSockets: waiting })
					const latenciesMs: number[] = []
					const started = performance.now()
					const until = started + forSeconds * 1000
					await Promise.all(
						Array.from({ length: waiting }, async () => {
							while (performance.now() < until) {
								const asked = performance.now()
								await apply(agent)
								latenciesMs.push(performance.now() - asked)
							}
						}),
					)
					const elapsed = performance.now() - started
					agent.destroy()
					return {
						perSecond: (latenciesMs.length * 1000) / elapsed,
						p99Ms: percentile(latenciesMs, 0.99),
						granted: latenciesMs.length,
					}
				}
				say('Warming up 5 s …')
				await tpcb.tps(2)
				await runFor(3)
				const figures: { tps: number; vouchers: number; p99Ms: number }[] = []
				let granted = 0
				for (let i = 1; i <= rounds; i++) {
					const tps = await tpcb.tps(seconds)
					const ours = await runFor(seconds)
					granted += ours.granted
					figures.push({ tps, vouchers: ours.perSecond, p99Ms: ours.p99Ms })
					say(
						`round ${i}: TPC-B ${tps.toFixed(0)}/s, vouchers ${ours.perSecond.toFixed(0)}/s (ratio ${(ours.perSecond / tps).toFixed(2)}), p99 ${ours.p99Ms.toFixed(0)} ms`,
					)
				}
				const { rows } = await withClient(database.ownerUrl, (client) =>
					client.query<{ n: string }>('SELECT count(*) AS n FROM voucher WHERE fund_id = $1', [String(fund.fundId)]),
				)
				const of = (key: keyof (typeof figures)[number]) => rounded(median(figures.map((figure) => figure[key])), 1)
				return {
					ok: Number(rows[0]!.n) === taken,
					answer: {
						name: 'rush-http',
						...ratioOf(figures.map(({ vouchers, tps }) => vouchers / tps)),
						vouchersPerSecond: of('vouchers'),
						tpcbTps: of('tps'),
						p99Ms: of('p99Ms'),
						granted,
						unanswered: taken - Number(rows[0]!.n),
						waiting,
						processes,
						connections,
						rounds,
						roundSeconds: seconds,
						...(await surroundings(database.superUrl)),
					},
				}
			} finally {
				await tpcb.close()
				await Promise.all(servers.map(({ child }) => child.stop()))
			}
		}),
}
export default exercise

/** A session for each of the crowd, as signing in makes it; answers with the cookies their browsers would hold. */
async function signIn(database: BenchDatabase): Promise<string[]> {
	const cookie = createCookie('session')
	return withClient(database.ownerUrl, async (client) => {
		const { rows } = await client.query<{ account_id: string; organisation_id: string }>(
			`SELECT m.account_id, m.organisation_id FROM organisation o JOIN membership m ON m.organisation_id = o.id WHERE o.number LIKE 'JG-BENCH-0%' ORDER BY o.id LIMIT $1`,
			[crowdSize],
		)
		const tokens = rows.map(() => randomUUID())
		await client.query(
			`INSERT INTO session (token_hash, account_id, organisation_id, created_at, expires_at)
			 SELECT h, a, o, now(), now() + interval '12 hours' FROM unnest($1::text[], $2::bigint[], $3::bigint[]) u(h, a, o)`,
			[
				tokens.map((token) => createHmac('sha256', secret).update(token).digest('hex')),
				rows.map((row) => row.account_id),
				rows.map((row) => row.organisation_id),
			],
		)
		return Promise.all(tokens.map(async (token) => (await cookie.serialize(token)).split(';')[0]!))
	})
}

type Post = { agent: http.Agent; port: number; path: string; cookie: string }

const boundary = '----bench-form-boundary'
const part = (head: string, value: string) =>
	`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`

/** The application form as a browser sends it, the file left empty. */
const form = () =>
	[
		part('name="intent"', 'apply'),
		part('name="formKey"', randomUUID()),
		part('name="requested"', String(askedFen / 100)),
		part('name="signedCopy"; filename=""\r\nContent-Type: application/octet-stream', ''),
		part('name="commitment"', 'on'),
		`--${boundary}--\r\n`,
	].join('')

/** Sends the form as a browser without script does. Throws unless the answer leads to the voucher. */
function post({ agent, port, path, cookie }: Post): Promise<void> {
	const body = form()
	return new Promise((resolve, reject) => {
		const request = http.request(
			{
				agent,
				host: '127.0.0.1',
				port,
				path,
				method: 'POST',
				headers: {
					'Content-Type': `multipart/form-data; boundary=${boundary}`,
					'Content-Length': Buffer.byteLength(body),
					Origin: `http://127.0.0.1:${port}`,
					Cookie: cookie,
				},
			},
			(answer) => {
				let text = ''
				answer.setEncoding('utf8')
				answer.on('data', (chunk) => {
					text += chunk
				})
				answer.on('end', () => {
					if (answer.statusCode === 302 && answer.headers.location?.includes('/vouchers/')) resolve()
					else
						reject(
							new Error(
								`the server answered ${answer.statusCode} ${answer.headers.location ?? ''}: ${text.slice(0, 300)}`,
							),
						)
				})
			},
		)
		request.on('error', reject)
		request.end(body)
	})
}
