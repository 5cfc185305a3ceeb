import type { Context } from '#app/domain/context.server.ts'
import { daysLeft, isRunning } from '#app/domain/notices/notice.ts'
import { type Money, parseYuan } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import {
	exampleOf,
	type OpenProgramme,
	openProgrammes,
	paysForTests,
	roundStanding,
	yearCap,
} from './open-programmes.server.ts'
import { publicFigures } from './public-figures.server.ts'
import { recentNotices } from './recent-notices.server.ts'

/** The sum on the home page: what the best programme of a division pays of a price, and who pays how much. */
export type PriceExample = {
	programmeNumber: string
	programmeName: { zh: string; en: string }
	mode: 'deduct' | 'reimburse'
	/** the sum is for a test; else for whatever the programme supports */
	isTest: boolean
	priceFen: Money
	coveredFen: Money
	ownFen: Money
	parts: { label: { zh: string; en: string }; fen: Money }[]
	/** why nothing is covered */
	refusal: { zh: string; en: string } | null
}

function workOut(programme: OpenProgramme, priceFen: Money, now: Date): PriceExample {
	const { document } = programme
	const evaluation = exampleOf(programme, priceFen, now)
	return {
		programmeNumber: programme.number,
		programmeName: document.name,
		mode: document.process.paymentMode.mode,
		isTest: paysForTests(programme),
		priceFen,
		coveredFen: evaluation.amountFen,
		ownFen: (priceFen - evaluation.amountFen) as Money,
		parts: evaluation.split.map((part) => ({
			label: document.payers.find((payer) => payer.code === part.source)?.name ?? { zh: part.source, en: part.source },
			fen: part.amountFen,
		})),
		refusal: evaluation.reasons.find((reason) => reason.verdict === 'no') ?? null,
	}
}

/** The last day a round takes applications: it closes at the first instant of the next. */
const lastDay = (closesAt: Date) => shanghaiDay(new Date(closesAt.getTime() - 1))

/** The price as typed, in fen, or null when it is no amount above zero. */
function priceOf(typed: string): Money | null {
	try {
		const price = parseYuan(typed)
		return price > 0n ? price : null
	} catch {
		return null
	}
}

/** Everything the home page shows, for the division and price asked about. Four queries. */
export async function homePage(ctx: Context, asked: { division: string | null; price: string }) {
	const [figures, all, notices] = await Promise.all([publicFigures(ctx), openProgrammes(ctx), recentNotices(ctx)])
	const divisions = [
		...new Map(all.map((p) => [p.divisionCode, { code: p.divisionCode, zh: p.division, en: p.divisionEn }])).values(),
	]
	const largest = all.toSorted((a, b) => (a.appropriatedFen > b.appropriatedFen ? -1 : 1))[0]
	const chosen =
		divisions.find((division) => division.code === (asked.division ?? largest?.divisionCode)) ?? divisions[0]
	const price = priceOf(asked.price)
	const examples =
		price === null ? [] : all.filter((p) => p.divisionCode === chosen?.code).map((p) => workOut(p, price, ctx.now))
	const [best] = examples.sort((a, b) => (a.coveredFen > b.coveredFen ? -1 : a.coveredFen < b.coveredFen ? 1 : 0))
	return {
		now: ctx.now,
		figures,
		divisions,
		asked: { division: chosen?.code ?? '', price: asked.price, isAmount: price !== null },
		example: best ?? null,
		programmes: all.map((programme) => {
			const { number, division, divisionEn, noticeNo, appropriatedFen, availableFen, document } = programme
			const row = {
				number,
				division,
				divisionEn,
				noticeNo,
				appropriatedFen,
				availableFen,
				lastDay: lastDay(programme.closesAt),
			}
			const standing = roundStanding(programme, ctx.now)
			return { ...row, name: document.name, terms: document.summary, standing, capFen: yearCap(programme) }
		}),
		notices: notices.map((notice) => ({
			...notice,
			daysLeft: isRunning(notice, ctx.now) ? daysLeft(notice.closesOn, ctx.now) : null,
		})),
	}
}

export type HomePage = Awaited<ReturnType<typeof homePage>>
