import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '#app/domain/context.server.ts'
import {
	type BooksArgs,
	type BooksValue,
	canonicalJson,
	commandHead,
	databaseError,
	isWorthAgain,
	refusalOf,
} from '#app/domain/ledger/call-books.server.ts'
import { together } from '#app/lib/together.ts'
import { pool } from '#app/platform/db.server.ts'
import { failpoint } from '#app/platform/failpoint.server.ts'

/**
 * Orders placed and deliveries accepted at the same moment share one call of the books, one lock and one flush. The books
 * answer each on its own: one refused leaves the others as they are. What breaks a whole call is found by halving it.
 */

/** A request as it travels: who asks, what decides as JSON, and what is only kept, as stored. */
type Request = { json: string; papers: readonly Buffer[] }
type Answer = Record<string, unknown>
type Result = { answer: Answer } | { refusal: string; detail: Record<string, unknown> | null }

/**
 * Requests decided by one call; calls under way at once, so that one is got ready while another waits for the disk: two
 * keep the database busier than one twice as long.
 */
const limits = { most: 64, hands: 2, least: 8 }
/** Tries of a call that met another transaction. */
const mostTries = 5

const places = together((batch: readonly Request[]) => callFor('place_orders', batch), limits)
const acceptances = together((batch: readonly Request[]) => callFor('accept_deliveries', batch), limits)

/** What of an order is only kept: the listing as it was bought, and the evaluation; as JSON. */
type OrderPapers = { listingSnapshot: string; evaluation: string }
type NewOrder = {
	order: BooksArgs
	papers: OrderPapers
	amountFen: bigint
	draws: BooksValue[]
	replyDueAt: Date
	/** what the person sent */
	inputs: BooksArgs
}

/**
 * Places an order that exists from now on (place_order), together with others. Throws what `callBooks` would. It is a commit of its own: never call it inside a transaction.
 */
export async function requestOrder(ctx: Context, { order, papers, inputs, ...args }: NewOrder): Promise<Answer> {
	const head = commandHead(ctx, 'place_order', canonicalJson(inputs))
	const request = {
		json: `"ctx":${head},"args":${canonicalJson(args)},"order":${canonicalJson(order)}`,
		papers: [Buffer.from(papers.listingSnapshot), Buffer.from(papers.evaluation)],
	}
	// without a voucher, or where caps are drawn on, the books go one by one anyway: nobody need wait for it
	if (args.amountFen === 0n || args.draws.length > 0) {
		const [answer] = await callFor('place_orders', [request])
		if (answer instanceof Error) throw answer
		return answer!
	}
	return places(request)
}

/** Accepts a delivery (accept_delivery), together with others. Throws what `callBooks` would. */
export async function requestAcceptance(ctx: Context, args: { orderId: string }): Promise<Answer> {
	const input = canonicalJson(args)
	return acceptances({ json: `"ctx":${commandHead(ctx, 'accept_delivery', input)},"args":${input}`, papers: [] })
}

/** The answers to a batch, a refusal in its place. A batch that the database breaks off is halved, in order. */
async function callFor(
	name: 'place_orders' | 'accept_deliveries',
	batch: readonly Request[],
): Promise<(Answer | Error)[]> {
	for (let attempt = 1; ; attempt++) {
		try {
			failpoint('books.before_call')
			const { rows } = await pool.query<{ answer: { results: Result[] } }>(statementOf(name, batch))
			failpoint('books.after_commit')
			return rows[0]!.answer.results.map((result) =>
				'answer' in result ? result.answer : refusalOf(result.refusal, result.detail ?? {}),
			)
		} catch (error) {
			if (isWorthAgain(error) && attempt < mostTries) {
				await pause(Math.random() * 20 * attempt)
				continue
			}
			const { state, message, detail } = databaseError(error)
			if (batch.length === 1)
				return [state === 'VR001' ? refusalOf(message, detail ? JSON.parse(detail) : {}) : (error as Error)]
			if (state === '' || /^(08|57P0)/.test(state)) throw error // the connection is lost: nobody knows, the key will tell
			const middle = batch.length >> 1
			return [...(await callFor(name, batch.slice(0, middle))), ...(await callFor(name, batch.slice(middle)))]
		}
	}
}

function statementOf(name: 'place_orders' | 'accept_deliveries', batch: readonly Request[]) {
	const papers: Buffer[] = []
	let length = 0
	const requests = batch.map((one) => {
		const ends = one.papers.map((paper) => {
			papers.push(paper)
			length += paper.length
			return length
		})
		const begin = length - one.papers.reduce((sum, paper) => sum + paper.length, 0)
		return `{${one.json},"papers":[${[begin, ...ends]}]}`
	})
	const args = `{"requests":[${requests.join(',')}]}`
	return name === 'place_orders'
		? { name, text: 'SELECT place_orders($1::jsonb, $2::bytea) AS answer', values: [args, Buffer.concat(papers)] }
		: { name, text: 'SELECT accept_deliveries($1::jsonb) AS answer', values: [args] }
}
