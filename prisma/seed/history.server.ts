import { refuseApplication, returnApplication } from '#app/domain/vouchers/decide-application.server.ts'
import { grantApplication } from '#app/domain/vouchers/grant-application.server.ts'
import { submitApplication } from '#app/domain/vouchers/submit-application.server.ts'
import { parseYuan } from '#app/lib/money.ts'
import { addDays, type LocalDate, parseDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { playAsking } from './asking.server.ts'
import type { Cast } from './cast.server.ts'
import { type End, playOrder } from './order-story.server.ts'
import type { SeededProgramme } from './programmes.server.ts'
import {
	type ClaimFate,
	playBatch,
	playClaim,
	playNotice,
	playRefund,
	playReward,
	playSample,
} from './settlement-story.server.ts'
import { playAdvance, playClearings, playSanction } from './supervision-story.server.ts'

type Grant = readonly [enterprise: string, yuan: string, monthDay: string, then?: 'return' | 'refuse' | 'wait']

/** Who asked for a voucher, for how much, when, and what came of it. */
const grants: Record<string, readonly Grant[]> = {
	'yunze-high-tech-2026': [
		['s17', '100000', '01-12'],
		['s02', '100000', '01-14'],
		['s14', '100000', '01-20'],
		['s15', '100000', '02-03'],
		['s16', '50000', '03-05', 'return'],
		['s18', '80000', '03-18'],
		['s19', '30000', '11-17', 'wait'],
	],
	'yunze-linhu-2026': [
		['s01', '60000', '01-15'],
		['s05', '40000', '02-02'],
		['s06', '80000', '02-20'],
		['s13', '20000', '03-11'],
		['s23', '30000', '04-08'],
	],
}

type Story = readonly [buyer: string, monthDay: string, end: End, claim?: ClaimFate]

/** The year's orders: who, when, how far the work got and what became of the claim. Listings are taken in turn. */
const orders: Record<string, readonly Story[]> = {
	'yunze-high-tech-2026': [
		['s17', '01-19', 'ready', 'approved'],
		['s02', '01-22', 'ready', 'approved'],
		['s14', '02-03', 'ready', 'cut'],
		['s15', '02-24', 'ready', 'approved'],
		['s18', '03-25', 'ready', 'approved'],
		['s17', '03-30', 'ready', 'approved'],
		['s02', '04-13', 'ready', 'refused'],
		['s15', '04-20', 'ready', 'approved'],
		['s14', '05-11', 'ready', 'cut'],
		['s17', '05-18', 'ready', 'approved'],
		['s18', '06-01', 'ready', 'approved'],
		['s02', '06-15', 'ready', 'approved'],
		['s15', '07-06', 'ready', 'approved'],
		['s17', '07-20', 'ready', 'approved'],
		['s14', '08-03', 'ready', 'approved'],
		['s02', '08-17', 'ready', 'approved'],
		['s18', '09-01', 'ready', 'approved'],
		['s17', '09-14', 'ready', 'approved'],
		['s15', '09-22', 'ready', 'on_notice'],
		['s02', '10-12', 'ready', 'objected'],
		['s14', '10-13', 'ready', 'reviewed'],
		['s17', '10-14', 'ready', 'submitted'],
		['s18', '10-15', 'ready', 'returned'],
		['s15', '10-19', 'ready', 'submitted'],
		['s02', '10-20', 'ready', 'draft'],
		['s17', '10-21', 'ready'],
		['s14', '10-22', 'accepted'],
		['s17', '11-02', 'delivered'],
		['s15', '11-03', 'in_revision'],
		['s18', '11-09', 'in_service'],
		['s02', '11-11', 'price_proposed'],
		['s17', '11-12', 'sample_received'],
		['s14', '11-16', 'contracted'],
		['s15', '11-17', 'confirmed'],
		['s17', '11-19', 'placed'],
		['s02', '06-08', 'declined'],
		['s18', '08-10', 'withdrawn'],
	],
	'yunze-linhu-2026': [
		['s01', '02-09', 'ready', 'approved'],
		['s06', '03-09', 'ready', 'approved'],
		['s05', '04-14', 'ready', 'cut'],
		['s01', '06-22', 'ready', 'approved'],
		['s13', '07-13', 'ready', 'approved'],
		['s06', '09-08', 'ready', 'submitted'],
		['s23', '10-26', 'in_service'],
		['s01', '11-18', 'placed'],
	],
}

/** Orders paid in full without a voucher and claimed afterwards, in the programme that has none. */
const claimOnly: Record<string, readonly Story[]> = {
	'yunze-instruments-2026': [
		['s08', '02-16', 'ready', 'approved'],
		['s10', '03-23', 'ready', 'approved'],
		['s03', '05-25', 'ready', 'cut'],
		['s20', '07-27', 'ready', 'approved'],
		['s08', '10-16', 'ready', 'submitted'],
	],
}

/** Months whose approved claims were settled, and how far the batches of each source got. */
const settlements = [
	{ month: '04', until: ['closed', 'closed'] },
	{ month: '06', until: ['closed', 'closed'] },
	{ month: '08', until: ['closed', 'closed'] },
	{ month: '10', until: ['closed', 'sent'] },
	{ month: '11', until: ['locked', 'open'] },
] as const

/** Plays the year of one programme through the product's own commands, each on its day. */
export async function playHistory(
	cast: Cast,
	programme: SeededProgramme,
	{ year, today }: { year: number; today: LocalDate },
	say: (text: string) => void,
): Promise<void> {
	const on = (monthDay: string) => parseDay(`${year}-${monthDay}`)
	for (const [enterprise, yuan, monthDay, then] of grants[programme.folder] ?? [])
		await playGrant(cast, programme, { enterprise, yuan, day: on(monthDay), then })
	const listings = await pickListings(programme.folder === 'yunze-instruments-2026' ? 'ins-%' : '%')
	const reimburse = programme.folder !== 'yunze-high-tech-2026'
	const withVoucher = programme.folder !== 'yunze-instruments-2026'
	const stories = withVoucher ? (orders[programme.folder] ?? []) : (claimOnly[programme.folder] ?? [])
	const waiting: { claim: string; day: LocalDate; fate: ClaimFate; seller: string }[] = []
	const listingOf = (index: number) => listings[(index * 7 + (reimburse ? 3 : 0)) % listings.length]!
	const asking = stories.findIndex(([buyer, monthDay]) => buyer === 's17' && monthDay === '11-12')
	if (asking >= 0) {
		const { seller, number } = listingOf(asking)
		await playAsking(cast, { seller, listing: number, day: on('01-08') })
	}
	for (const [index, [buyer, monthDay, end, fate]] of stories.entries()) {
		const listing = listingOf(index)
		const day = end === 'placed' ? today : on(monthDay)
		const number = await playOrder(cast, {
			buyer,
			seller: listing.seller,
			listing: listing.number,
			quantity: listing.quantity,
			day,
			end,
			withVoucher,
			revisedOnce: index % 9 === 4,
		})
		if (!fate || (withVoucher && !(await isUnderVoucher(number)))) continue // a voucher used up pays nothing: nothing to claim
		const claimDay = addDays(day, 20)
		const claim = await playClaim(cast, {
			desk: reimburse ? 'buyer' : 'seller',
			claimant: reimburse ? buyer : listing.seller,
			office: programme.office,
			orders: [number],
			day: claimDay,
			fate,
			round: withVoucher ? undefined : programme.roundNumber,
		})
		if (['approved', 'cut', 'on_notice', 'objected'].includes(fate))
			waiting.push({ claim, day: addDays(claimDay, 3), fate, seller: listing.seller })
	}
	say(`${programme.folder}: orders and claims`)
	await playSettlements(cast, programme, waiting, year)
	const [refunded] = waiting
	if (programme.folder === 'yunze-high-tech-2026' && refunded) {
		await playRefund(cast, { office: programme.office, ...refunded, day: on('10-29') })
		await playSample(cast, {
			office: programme.office,
			programmeId: programme.programmeId,
			fromOn: on('01-01'),
			untilOn: on('06-30'),
			day: on('07-06'),
		})
		await playAdvance(cast, { office: programme.office, fund: programme.fundNumber, day: on('09-08') })
		const elsewhere = await prisma.fund.findFirst({
			where: { number: { not: programme.fundNumber }, state: 'approved', budgetYear: year },
			orderBy: { id: 'asc' },
		})
		if (elsewhere)
			await playClearings(cast, {
				office: programme.office,
				fund: programme.fundNumber,
				elsewhere: elsewhere.number,
				day: on('11-10'),
			})
		const { id: provider } = await prisma.organisation.findFirstOrThrow({
			where: { kind: 'provider', status: 'verified' },
			orderBy: { id: 'desc' },
		})
		await playSanction(cast, { office: programme.office, provider, day: on('11-12') })
	}
	say(`${programme.folder}: notices, batches and bank statements`)
}

const isUnderVoucher = async (number: string) =>
	(await prisma.order.findUniqueOrThrow({ where: { number } })).voucherFen > 0n

async function playGrant(
	cast: Cast,
	programme: SeededProgramme,
	story: { enterprise: string; yuan: string; day: LocalDate; then?: 'return' | 'refuse' | 'wait' | undefined },
) {
	const { number, voucherNumber } = await submitApplication(cast.as('buyer', story.enterprise, story.day), {
		round: programme.roundNumber,
		requested: parseYuan(story.yuan),
	})
	if (voucherNumber || story.then === 'wait') return
	const reviewer = cast.as('reviewer', programme.office, addDays(story.day, 2))
	if (story.then === 'return')
		return returnApplication(reviewer, { number, reason: '请补充 2025 年度科技型中小企业入库编号。' })
	if (story.then === 'refuse')
		return refuseApplication(reviewer, { number, reason: '注册地不在高新区（第五条第一项）。' })
	await grantApplication(reviewer, { number })
}

/** Order totals the demo aims at, in fen; quantities follow from the price. */
const aimedFen = [1_260_000, 3_480_000, 860_000, 2_150_000, 5_400_000, 1_740_000]

/** Published listings of demo providers with a price that makes a fair order, and how many of each to buy. */
async function pickListings(category: string) {
	const { default: organisations } = await import('./catalogue/organisations.json', { with: { type: 'json' } })
	const keyOf = new Map(organisations.organisations.map((org) => [org.unifiedSocialCreditCode, org.id]))
	const rows = await prisma.$queryRaw<{ number: string; priceFen: bigint; creditCode: string }[]>`
		SELECT l.number, l.price_fen AS "priceFen", o.credit_code AS "creditCode" FROM listing l JOIN organisation o ON o.id = l.provider_id
		WHERE l.state = 'published' AND l.kind IN ('service', 'instrument') AND l.category_id NOT LIKE 'ip-%' AND l.category_id LIKE ${category} AND l.price_fen BETWEEN 10000 AND 800000
			AND o.credit_code = ANY (${[...keyOf.keys()]}) ORDER BY l.id LIMIT 40`
	return rows.map((row, index) => ({
		number: row.number,
		seller: keyOf.get(row.creditCode)!,
		quantity: Math.max(2, Math.round(aimedFen[index % aimedFen.length]! / Number(row.priceFen))),
	}))
}

async function playSettlements(
	cast: Cast,
	programme: SeededProgramme,
	waiting: readonly { claim: string; day: LocalDate; fate: ClaimFate; seller: string }[],
	year: number,
) {
	const left = [...waiting].sort((a, b) => (a.day < b.day ? -1 : 1))
	for (const [n, { month, until }] of settlements.entries()) {
		const day = parseDay(`${year}-${month}-06`)
		const due = left.filter((item) => item.day < day && (item.fate === 'approved' || item.fate === 'cut'))
		for (const item of due) left.splice(left.indexOf(item), 1)
		if (due.length > 0)
			await playNotice(cast, {
				office: programme.office,
				fund: programme.fundNumber,
				claims: due.map((item) => item.claim),
				day,
				title: `${year} 年第 ${n + 1} 批创新券兑付名单`,
				basis: '实施办法第十六条',
				ends: true,
			})
		for (const [index, end] of until.entries())
			await playBatch(cast, {
				office: programme.office,
				fund: programme.fundNumber,
				source: index + 1,
				day: addDays(day, 12),
				documentNo: `云科付〔${year}〕${n + 1}号`,
				until: end,
			})
		if (month === '08' && programme.folder === 'yunze-high-tech-2026')
			await playReward(cast, {
				office: programme.office,
				fund: programme.fundNumber,
				sellers: waiting.slice(1).map((item) => item.seller),
				day: addDays(day, 18),
			})
	}
	const open = left.filter((item) => item.fate === 'on_notice' || item.fate === 'objected')
	if (open.length > 0)
		await playNotice(cast, {
			office: programme.office,
			fund: programme.fundNumber,
			claims: open.map((item) => item.claim),
			day: parseDay(`${year}-11-18`),
			title: `${year} 年第 ${settlements.length + 1} 批创新券兑付名单`,
			basis: '实施办法第十六条',
			ends: false,
			...(open.find((item) => item.fate === 'objected')
				? { objectTo: open.find((item) => item.fate === 'objected')!.claim }
				: {}),
		})
}
