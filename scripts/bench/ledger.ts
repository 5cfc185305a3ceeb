import { performance } from 'node:perf_hooks'
import type { Context } from '#app/domain/context.server.ts'
import { withClient } from '#scripts/db/roles.ts'
import { say } from '#scripts/lib/command-line.ts'
import type { Exercise } from '#scripts/lib/dispatch.ts'
import { buyerOf } from './lib/asker.ts'
import { withDataSet } from './lib/cluster.ts'
import { askedFen, authorities, type CrowdFund, crowdSet, type Enterprise, openFund, readCrowd } from './lib/crowd.ts'
import { median, ratioOf, rounded, rounds, secondsOf, surroundings } from './lib/figures.ts'
import { connections, openTpcb } from './lib/tpcb.ts'

/** Vouchers an order may be placed on, in the one fund, and in the 20 together. */
const vouchers = 4_000

/** A voucher with whoever holds it. */
type Wallet = { voucher: string; holder: Enterprise }

const exercise: Exercise = {
	says: 'hold and redeem through the domain commands on one fund and on twenty, against TPC-B on the same server',
	flags: ['fresh'],
	options: ['seconds'],
	database: false,
	run: (line) =>
		withDataSet(crowdSet, line.options.fresh === 'true', async (server) => {
			const seconds = secondsOf(line)
			const { submitApplication } = await import('#app/domain/vouchers/submit-application.server.ts')
			const { getCheckout } = await import('#app/domain/orders/checkout.server.ts')
			const { placeOrder } = await import('#app/domain/orders/place-order.server.ts')
			const { acceptDelivery } = await import('#app/domain/orders/accept-delivery.server.ts')
			const { foldBooks, sealBooks } = await import('#app/domain/ledger/keep-books.server.ts')
			const { verifyBooks } = await import('#app/domain/ledger/verify-books.server.ts')
			const { pool, prisma } = await import('#app/platform/db.server.ts')
			const { fen } = await import('#app/lib/money.ts')

			const crowd = await readCrowd(server.ownerUrl)
			const contextOf = (holder: Enterprise, key: string): Context => ({
				db: prisma,
				actor: buyerOf(holder),
				now: new Date(),
				key,
			})
			/** Vouchers of a fund, through the product's own way of applying. */
			const fill = async (fund: CrowdFund, from: number, count: number): Promise<Wallet[]> => {
				const holders = crowd.slice(from, from + count)
				const numbers: Wallet[] = []
				let next = 0
				await Promise.all(
					Array.from({ length: 64 }, async () => {
						for (let holder = holders[next++]; holder; holder = holders[next++]) {
							const { voucherNumber } = await submitApplication(contextOf(holder, `fill:${fund.fundId}`), {
								round: fund.rounds[0]!.number,
								requested: fen(BigInt(askedFen)),
							})
							numbers.push({ voucher: voucherNumber!, holder })
						}
					}),
				)
				return numbers
			}
			say(`Granting ${(2 * vouchers).toLocaleString('en')} vouchers …`)
			const oneFund = await fill(await openFund(server.ownerUrl, { rounds: 1 }), 0, vouchers)
			const many: Wallet[][] = []
			for (let n = 1; n <= authorities; n++) {
				const fund = await openFund(server.ownerUrl, { rounds: 1, programme: `BF-BENCH-A${n}` })
				many.push(await fill(fund, vouchers + (n - 1) * (vouchers / authorities), vouchers / authorities))
			}
			// one of each fund in turn
			const manyFunds = many[0]!.flatMap((_, index) => many.map((wallets) => wallets[index]!))

			const listing = await coveredListing(server.ownerUrl, async (number) => {
				const { voucher, holder } = oneFund[0]!
				const { chosen } = await getCheckout(contextOf(holder, ''), { listing: number, quantity: 1, voucher })
				return chosen?.usable === true
			})
			const { priceFen, chosen } = await getCheckout(contextOf(oneFund[0]!.holder, ''), {
				listing,
				quantity: 1,
				voucher: oneFund[0]!.voucher,
			})
			say(`Ordering ${listing}: ${priceFen} fen, of which the voucher pays ${chosen!.shareFen}.`)

			let serial = Date.now()
			let placedOn = 0
			/** Holds for a time, delivers what was ordered outside the clock, then redeems it all. Answers pairs a second. */
			const pairs = async (wallets: readonly Wallet[], forSeconds: number): Promise<number> => {
				const orders: { number: string; holder: Enterprise }[] = []
				const started = performance.now()
				const until = started + forSeconds * 500
				await Promise.all(
					Array.from({ length: connections }, async () => {
						while (performance.now() < until) {
							const { voucher, holder } = wallets[placedOn++ % wallets.length]!
							const { number } = await placeOrder(contextOf(holder, `hold:${serial++}`), {
								listing,
								quantity: 1,
								voucher,
								note: '',
								seenPrice: priceFen,
								seenShare: chosen!.shareFen,
							})
							orders.push({ number, holder })
						}
					}),
				)
				const held = performance.now()
				await deliver(
					server.ownerUrl,
					orders.map(({ number }) => number),
				)
				const began = performance.now()
				let next = 0
				await Promise.all(
					Array.from({ length: connections }, async () => {
						for (let order = orders[next++]; order; order = orders[next++])
							await acceptDelivery(contextOf(order.holder, `redeem:${serial++}`), {
								number: order.number,
								seen: reportSha256,
							})
					}),
				)
				const elapsed = held - started + performance.now() - began
				return (orders.length * 1000) / elapsed
			}

			let isKeeping = true
			const keeper = (async () => {
				while (isKeeping) {
					await foldBooks()
					await sealBooks()
					await new Promise((resolve) => setTimeout(resolve, 1_000))
				}
			})()
			const tpcb = await openTpcb(server)
			try {
				say('Warming up 5 s …')
				await tpcb.tps(2)
				await pairs(oneFund, 3)
				const figures: { tps: number; one: number; twenty: number }[] = []
				for (let i = 1; i <= rounds; i++) {
					const tps = await tpcb.tps(seconds)
					// which of the two goes first changes, so that neither always finds the fresher tables
					const inTurn = i % 2 ? [oneFund, manyFunds] : [manyFunds, oneFund]
					const [first, second] = [await pairs(inTurn[0]!, seconds), await pairs(inTurn[1]!, seconds)]
					const [one, twenty] = i % 2 ? [first, second] : [second, first]
					figures.push({ tps, one: one!, twenty: twenty! })
					say(
						`round ${i}: TPC-B ${tps.toFixed(0)}/s, one fund ${one!.toFixed(0)} pairs/s (ratio ${(one! / tps).toFixed(2)}), twenty funds ${twenty!.toFixed(0)} pairs/s`,
					)
				}
				isKeeping = false
				await keeper
				say('Verifying the books …')
				const client = await pool.connect()
				const report = await verifyBooks(client).finally(() => client.release())
				const ratios = figures.map(({ one, tps }) => one / tps)
				const of = (key: keyof (typeof figures)[number]) => rounded(median(figures.map((figure) => figure[key])), 1)
				return {
					ok: report.differences === 0,
					answer: {
						name: 'ledger',
						...ratioOf(ratios),
						oneFundShare: rounded(median(figures.map(({ one, twenty }) => one / twenty))),
						pairsPerSecond: of('one'),
						pairsPerSecondTwentyFunds: of('twenty'),
						tpcbTps: of('tps'),
						differences: report.differences,
						connections,
						rounds,
						roundSeconds: seconds,
						...(await surroundings(server.superUrl)),
					},
				}
			} finally {
				isKeeping = false
				await keeper
				await tpcb.close()
			}
		}),
}
export default exercise

const reportSha256 = 'b'.repeat(64)

/** A published listing the rules cover, at a middling price. */
async function coveredListing(ownerUrl: string, isCovered: (number: string) => Promise<boolean>): Promise<string> {
	const { rows } = await withClient(ownerUrl, (client) =>
		client.query<{ number: string }>(
			`SELECT number FROM listing WHERE state = 'published' AND price_fen BETWEEN 5000 AND 100000 ORDER BY id`,
		),
	)
	for (const { number } of rows) if (await isCovered(number)) return number
	throw new Error('no listing of the demo is covered by the programme')
}

/** Takes placed orders to delivered with a report, set-based: the steps between hold and redeem, which move no money. */
async function deliver(ownerUrl: string, numbers: string[]): Promise<void> {
	await withClient(ownerUrl, async (client) => {
		for (const [state, columns] of [
			['confirmed', 'confirmed_at = now()'],
			[
				'contracted',
				`contract_no = 'HT-' || number, contract_on = current_date, contract_signature = 'paper', contract_provider_by_id = (SELECT min(id) FROM account), contract_enterprise_by_id = placed_by_id, contracted_at = now()`,
			],
			['price_proposed', 'final_price_fen = price_fen'],
			['in_service', 'price_confirmed_at = now()'],
			['delivered', `report_no = 'BG-' || number, report_on = current_date, delivered_at = now()`],
		])
			await client.query(`UPDATE "order" SET state = '${state}', ${columns} WHERE number = ANY ($1)`, [numbers])
		await client.query(
			`INSERT INTO stored_file (organisation_id, name, mime, size_bytes, sha256, purpose, order_id) SELECT provider_id, 'report.pdf', 'application/pdf', 1, $2, 'report', id FROM "order" WHERE number = ANY ($1)`,
			[numbers, reportSha256],
		)
		await client.query('ANALYZE stored_file, "order"')
	})
}
