import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '#app/domain/context.server.ts'
import { type BooksValue, canonicalJson, commandHead, databaseError } from '#app/domain/ledger/call-books.server.ts'
import { DomainError, type RefusalCode, refusals } from '#app/lib/errors.ts'
import { publicNumber } from '#app/lib/ids.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { pool } from '#app/platform/db.server.ts'
import { failpoint } from '#app/platform/failpoint.server.ts'

/**
 * Everybody who wants a voucher of a fund stands in one queue of this process. While one batch is being granted the next
 * one fills: there is no timer, a single request goes at once, and a crowd shares one lock and one flush. Several processes
 * need no leader: the fund's row orders their batches.
 */

/** An application handed in and granted in the same act: refused, it leaves nothing behind. */
type NewApplication = {
	roundId: bigint
	versionId: bigint
	enterpriseId: bigint
	requestedFen: bigint
	facts: BooksValue
	evaluation: BooksValue
	commitmentText: string
	commitmentFileId: bigint | null
}
export type GrantRequest = {
	fundId: bigint
	/** one that was submitted, or a new one */
	application: { id: bigint } | NewApplication
	faceFen: bigint
	/** amount per source of the fund, in their order */
	split: bigint[]
	useBy: LocalDate | null
	redeemBy: LocalDate | null
	encumbrance: 'grant' | 'order'
	/** what it draws on caps, as `evaluate` says */
	draws: { capKey: string; limitFen: bigint; amountFen: bigint }[]
	/** what the person asked for: the same key with other inputs is refused */
	inputs: BooksValue
}
/** `applicationNumber` of an application handed in with the request */
export type Granted = { voucherNumber: string; applicationNumber: string | null }

type Waiting = {
	head: string
	body: string
	year: number
	isNew: boolean
	resolve: (granted: Granted) => void
	reject: (error: unknown) => void
}
type Queue = { waiting: Waiting[]; isBusy: boolean }
type Answer = { refusal?: string; number?: string; applicationNumber?: string | null }

/** Requests decided by one call of the books. Half a crowd: while one half is being granted, the other is got ready. */
const batchSize = 250
/** Tries of a batch whose outcome is unknown (a connection that broke) or that met another transaction: keys make them safe. */
const mostTries = 8
/** Refusals of the server that say "again": serialisation, deadlock, a cap or number another call has just written. */
const againStates = new Set(['40001', '40P01'])
/** Connection lost, server shutting down or starting up. */
const lostState = /^(08|57P0)/

/** JSON has no number for an amount in fen. */
const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)

const queues = new Map<bigint, Queue>()

/**
 * Grants a voucher, in the order of arrival. The same key and inputs answer with the voucher already given. Throws
 * DomainError fund.exhausted, cap.exceeded, application.live_one, command.key_reused and the like. It is a commit of its
 * own: never call it inside a transaction.
 */
export function requestGrant(ctx: Context, request: GrantRequest): Promise<Granted> {
	const { fundId, application, inputs, ...terms } = request
	const isNew = !('id' in application)
	const keyed = ctx.key ? ctx : { ...ctx, key: `grant:${randomUUID()}` } // without a key a lost answer could not be asked for again
	const queue = queues.get(fundId) ?? { waiting: [], isBusy: false }
	queues.set(fundId, queue)
	return new Promise((resolve, reject) => {
		queue.waiting.push({
			head: commandHead(keyed, 'grant_voucher', canonicalJson(inputs)),
			body: JSON.stringify(isNew ? { ...terms, application } : { ...terms, applicationId: application.id }, asText),
			year: Number(shanghaiDay(ctx.now).slice(0, 4)),
			isNew,
			resolve,
			reject,
		})
		if (!queue.isBusy) void work(fundId, queue)
	})
}

async function work(fundId: bigint, queue: Queue): Promise<void> {
	queue.isBusy = true
	// the rest of this turn of the event loop may bring more that arrived together
	await new Promise((resolve) => setImmediate(resolve))
	while (queue.waiting.length > 0) await grantBatch(fundId, queue.waiting.splice(0, batchSize))
	queue.isBusy = false
	queues.delete(fundId)
}

/** Grants a batch and tells everyone in it. What breaks a batch is found by halving it, in order, and told to that one alone. */
async function grantBatch(fundId: bigint, batch: readonly Waiting[]): Promise<void> {
	try {
		const answers = await callForBatch(fundId, batch)
		for (const [index, one] of batch.entries()) settle(one, answers[index]!)
	} catch (error) {
		if (batch.length === 1) return batch[0]!.reject(error)
		if (error instanceof DomainError || isLost(error)) {
			for (const one of batch) one.reject(error)
			return
		}
		const middle = batch.length >> 1
		await grantBatch(fundId, batch.slice(0, middle))
		await grantBatch(fundId, batch.slice(middle))
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

async function callForBatch(fundId: bigint, batch: readonly Waiting[]): Promise<Answer[]> {
	for (let attempt = 1; ; attempt++) {
		try {
			const numbers = await takeNumbers(batch)
			const requests = batch.map((one, index) => `{"ctx":${one.head},${numbers[index]},${one.body.slice(1)}`)
			failpoint('grants.before_batch')
			const { rows } = await pool.query<{ answer: { results: Answer[] } }>({
				name: 'grant_vouchers',
				text: 'SELECT grant_vouchers($1::jsonb, $2::jsonb) AS answer',
				values: ['{}', `{"fundId":"${fundId}","requests":[${requests.join(',')}]}`],
			})
			failpoint('grants.after_batch')
			return rows[0]!.answer.results
		} catch (error) {
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

const isLost = (error: unknown) => {
	const { state, message } = databaseError(error)
	return lostState.test(state) || (state === '' && /connection|ECONN|EPIPE|terminated|timeout/i.test(message))
}

/** A voucher's and, for new applications, an application's number for each of the batch, in one round trip. */
async function takeNumbers(batch: readonly Waiting[]): Promise<string[]> {
	const { rows } = await pool.query<{ voucher: string; application: string | null }>({
		name: 'grant_numbers',
		text: `SELECT nextval('number_voucher') AS voucher, CASE WHEN is_new THEN nextval('number_application') END AS application FROM unnest($1::boolean[]) is_new`,
		values: [batch.map(({ isNew }) => isNew)],
	})
	return batch.map(({ year, isNew }, index) => {
		const { voucher, application } = rows[index]!
		const number = `"number":"${publicNumber('voucher', year, BigInt(voucher))}"`
		return isNew ? `${number},"applicationNumber":"${publicNumber('application', year, BigInt(application!))}"` : number
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
