import { createHash, randomInt, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '#app/domain/context.server.ts'
import { type BooksValue, canonicalJson, databaseError } from '#app/domain/ledger/call-books.server.ts'
import { DomainError, type RefusalCode, refusals } from '#app/lib/errors.ts'
import { publicNumber } from '#app/lib/ids.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import { pool } from '#app/platform/db.server.ts'
import { failpoint } from '#app/platform/failpoint.server.ts'
import {
	type AskedGrant,
	askedBy,
	callOf,
	type GrantNumbers,
	type GrantRequest,
	type Turn,
} from './grant-call.server.ts'

/**
 * Everybody who wants a voucher of a fund stands in one queue of this process. While one batch is being granted the next
 * one fills: there is no timer, a single request goes at once, and a crowd shares one lock and one flush. When a whole batch
 * waits, it is got ready in the database while the one before it still holds the fund; its turn keeps the order of arrival.
 * Several processes need no leader: the fund's row orders their batches.
 */

/** `applicationNumber` of an application handed in with the request */
export type Granted = { voucherNumber: string; applicationNumber: string | null }

type Waiting = AskedGrant & {
	/** what can be granted once only: a batch in hand never holds it twice */
	subject: string
	resolve: (granted: Granted) => void
	reject: (error: unknown) => void
}
type Queue = {
	waiting: Waiting[]
	/** subjects of the batches in hand */
	inHand: Set<string>
	running: number
	/** the batch taken in hand last: the next is sent after it */
	last: Trip | null
	/** this queue's turns among everyone's, and how many it has taken */
	firstTurn: number
	turns: number
	isGathering: boolean
}
/**
 * A batch on its way: told as `sent` when it went the first time and as `done` when everyone in it was answered. One that
 * failed and goes `again` holds back those behind it: they wait until it is done.
 */
type Trip = { sent: Promise<void>; isSent: () => void; done: Promise<void>; isDone: () => void; isAgain: boolean }
/** Where a batch stands: its turn, the one it comes after, and its own way. */
type Place = Turn & { before: Trip | null; trip: Trip }
type Answer = { refusal?: string; number?: string; applicationNumber?: string | null }

/** Requests decided by one call of the books. Half a crowd: while one half is being granted, the other is got ready. */
const batchSize = 250
/** Tries of a batch whose outcome is unknown (a connection that broke) or that met another transaction: keys make them safe. */
const mostTries = 8
/** Refusals of the server that say "again": serialisation, deadlock, a cap or number another call has just written. */
const againStates = new Set(['40001', '40P01'])
/** Connection lost, server shutting down or starting up. */
const lostState = /^(08|57P0)/

/** Batches of a fund in hand at once: one that grants, one that is got ready. Turns go round by one more, so none waits for itself. */
const hands = 2

const queues = new Map<bigint, Queue>()

/**
 * Grants a voucher, in the order of arrival. The same key and inputs answer with the voucher already given. Throws
 * DomainError fund.exhausted, cap.exceeded, application.live_one, command.key_reused and the like. It is a commit of its
 * own: never call it inside a transaction.
 */
export function requestGrant(ctx: Context, request: GrantRequest): Promise<Granted> {
	const { fundId } = request
	const keyed = ctx.key ? ctx : { ...ctx, key: `grant:${randomUUID()}` } // without a key a lost answer could not be asked for again
	const queue = queueOf(fundId)
	return new Promise((resolve, reject) => {
		queue.waiting.push({
			...askedBy(keyed, request),
			subject: subjectOf(request.application),
			resolve,
			reject,
		})
		void gather(fundId, queue)
	})
}

function queueOf(fundId: bigint): Queue {
	const queue = queues.get(fundId) ?? {
		waiting: [],
		inHand: new Set(),
		running: 0,
		last: null,
		firstTurn: randomInt(2 ** 29) * (hands + 1),
		turns: 0,
		isGathering: false,
	}
	queues.set(fundId, queue)
	return queue
}

const subjectOf = (application: GrantRequest['application']) =>
	'id' in application ? `${application.id}` : `${application.enterpriseId}:${application.roundId}`

/** Takes the next batches in hand, when the rest of this turn of the event loop has brought what arrived together. */
async function gather(fundId: bigint, queue: Queue): Promise<void> {
	if (queue.isGathering) return
	queue.isGathering = true
	await new Promise((resolve) => setImmediate(resolve))
	queue.isGathering = false
	while (queue.running === 0 ? queue.waiting.length > 0 : queue.running < hands && queue.waiting.length >= batchSize) {
		const batch = nextBatch(queue)
		if (batch.length === 0) return
		void workOn(fundId, queue, batch)
	}
	if (queue.running === 0) queues.delete(fundId)
}

/** The next in order, without what a batch in hand is about already: those keep their place. */
function nextBatch(queue: Queue): Waiting[] {
	const batch: Waiting[] = []
	const later: Waiting[] = []
	for (const one of queue.waiting)
		if (batch.length === batchSize || queue.inHand.has(one.subject)) later.push(one)
		else {
			queue.inHand.add(one.subject)
			batch.push(one)
		}
	queue.waiting = later
	return batch
}

async function workOn(fundId: bigint, queue: Queue, batch: Waiting[]): Promise<void> {
	queue.running++
	const turn = queue.turns++
	const at = (n: number) => queue.firstTurn + (n % (hands + 1))
	const trip = setOut()
	const place = { turn: at(turn), after: at(turn + hands), before: queue.last, trip }
	queue.last = trip
	await grantBatch(fundId, batch, place)
	trip.isSent() // whatever became of it, the next need not wait for it any more
	trip.isDone()
	queue.running--
	for (const { subject } of batch) queue.inHand.delete(subject)
	await gather(fundId, queue)
}

function setOut(): Trip {
	let [isSent, isDone] = [() => {}, () => {}]
	const sent = new Promise<void>((resolve) => {
		isSent = resolve
	})
	const done = new Promise<void>((resolve) => {
		isDone = resolve
	})
	return { sent, isSent, done, isDone, isAgain: false }
}

/** Grants a batch and tells everyone in it. What breaks a batch is found by halving it, in order, and told to that one alone. */
async function grantBatch(fundId: bigint, batch: readonly Waiting[], place: Place): Promise<void> {
	try {
		const answers = await callForBatch(fundId, batch, place)
		for (const [index, one] of batch.entries()) settle(one, answers[index]!)
	} catch (error) {
		if (batch.length === 1) return batch[0]!.reject(error)
		if (error instanceof DomainError || isLost(error)) {
			for (const one of batch) one.reject(error)
			return
		}
		const middle = batch.length >> 1
		await grantBatch(fundId, batch.slice(0, middle), place)
		await grantBatch(fundId, batch.slice(middle), place)
	}
}

function settle({ resolve, reject }: Waiting, answer: Answer): void {
	const { refusal } = answer
	if (answer.number) resolve(grantedOf(answer))
	else reject(new DomainError(Object.hasOwn(refusals, refusal ?? '') ? (refusal as RefusalCode) : 'state.not_allowed'))
}

const grantedOf = ({ number, applicationNumber }: Answer): Granted => ({
	voucherNumber: number!,
	applicationNumber: applicationNumber ?? null,
})

async function callForBatch(fundId: bigint, batch: readonly Waiting[], place: Place): Promise<Answer[]> {
	for (let attempt = 1; ; attempt++) {
		try {
			const numbers = await takeNumbers(batch)
			failpoint('grants.before_batch')
			await turnOf(place)
			const call = pool.query<{ answer: { results: Answer[] } }>(callOf(fundId, batch, numbers, place))
			place.trip.isSent()
			const { rows } = await call
			failpoint('grants.after_batch')
			return rows[0]!.answer.results
		} catch (error) {
			place.trip.isAgain = true
			const { state, message, detail } = databaseError(error)
			if (state === 'VR001')
				throw new DomainError(
					Object.hasOwn(refusals, message) ? (message as RefusalCode) : 'state.not_allowed',
					detail ? JSON.parse(detail) : {},
				)
			const isWorthAgain =
				againStates.has(state) || isLost(error) || (state === '23514' && /cap_usage_limit/.test(message))
			if (!isWorthAgain || attempt === mostTries) throw error
			await pause(Math.random() * 20 * 2 ** attempt)
		}
	}
}

/** Waits until this batch may be sent. */
async function turnOf({ before, trip }: Place): Promise<void> {
	await before?.sent
	if (trip.isAgain || before?.isAgain) await before?.done
}

const isLost = (error: unknown) => {
	const { state, message } = databaseError(error)
	return lostState.test(state) || (state === '' && /connection|ECONN|EPIPE|terminated|timeout/i.test(message))
}

/** A voucher's and, for new applications, an application's number for each of the batch, in one round trip. */
async function takeNumbers(batch: readonly Waiting[]): Promise<GrantNumbers[]> {
	const { rows } = await pool.query<{ voucher: string; application: string | null }>({
		name: 'grant_numbers',
		text: `SELECT nextval('number_voucher') AS voucher, CASE WHEN is_new THEN nextval('number_application') END AS application FROM unnest($1::boolean[]) is_new`,
		values: [batch.map(({ request }) => !('id' in request.application))],
	})
	return batch.map(({ head }, index) => {
		const { voucher, application } = rows[index]!
		const year = Number(shanghaiDay(head.now).slice(0, 4))
		return {
			number: publicNumber('voucher', year, BigInt(voucher)),
			...(application !== null && { applicationNumber: publicNumber('application', year, BigInt(application)) }),
		}
	})
}

/** The answer a key has been given for these inputs already, or null. Throws command.key_reused for other inputs. */
export async function grantedBefore(ctx: Context, inputs: BooksValue): Promise<Granted | null> {
	if (!ctx.key || ctx.actor.type === 'visitor') return null
	const { rows } = await pool.query<{ input_hash: string; answer: Answer }>(
		'SELECT input_hash, answer FROM command WHERE scope_org_id = $1 AND key = $2',
		[ctx.actor.type === 'member' ? ctx.actor.organisationId : 0n, ctx.key],
	)
	if (!rows[0]) return null
	const hash = createHash('sha256')
		.update(`grant_voucher\n${canonicalJson(inputs)}`)
		.digest('hex')
	if (rows[0].input_hash !== hash) throw new DomainError('command.key_reused')
	return grantedOf(rows[0].answer)
}
