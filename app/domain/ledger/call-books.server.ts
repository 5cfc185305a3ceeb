import { createHash } from 'node:crypto'
import { type Context, call } from '#app/domain/context.server.ts'
import { DomainError, type RefusalCode, refusals } from '#app/lib/errors.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import { failpoint } from '#app/platform/failpoint.server.ts'

/** What a books function takes: plain values; bigint and Date travel as text. */
export type BooksValue =
	| string
	| number
	| boolean
	| bigint
	| Date
	| null
	| undefined
	| BooksValue[]
	| { [key: string]: BooksValue }
export type BooksArgs = { [key: string]: BooksValue }

/** The functions of the money core (prisma/migrations/…_books). Each is one command: state change, transfers, audit, outbox. */
export type BooksFunction =
	| 'approve_fund'
	| 'approve_appropriation'
	| 'record_receipt'
	| 'grant_vouchers'
	| 'close_draw_list'
	| 'enter_draw_number'
	| 'rule_draw'
	| 'carry_out_draw'
	| 'place_order'
	| 'end_order'
	| 'confirm_price'
	| 'accept_delivery'
	| 'accept_silent'
	| 'lapse_voucher'
	| 'void_voucher'
	| 'extend_voucher'
	| 'lapse_order'
	| 'forfeit_order'
	| 'demand_clawback'
	| 'receive_clawback'
	| 'approve_set_off'
	| 'approve_clearing'
	| 'approve_advance'
	| 'repay_advance'
	| 'approve_year_end'
	| 'approve_claim'
	| 'refuse_claim'
	| 'reduce_claim'
	| 'lock_batch'
	| 'approve_batch'
	| 'send_batch'
	| 'void_batch'
	| 'take_statement_file'
	| 'settle_payment'
	| 'return_payment'
	| 'return_parts'
	| 'settle_groups'
	| 'undo_match'
	| 'propose_period'
	| 'approve_period'
	| 'drop_period'
	| 'propose_correction'
	| 'approve_correction'
	| 'drop_correction'

/** SQLSTATE of a refusal raised by a books function: the message is the code, the detail is JSON. */
const refusalState = 'VR001'
const retryStates = new Set(['40001', '40P01'])
const keyTakenState = '23505'

/** JSON with sorted keys, so that equal inputs have equal hashes. */
export function canonicalJson(value: BooksValue): string {
	if (value === null || value === undefined) return 'null'
	if (typeof value === 'bigint') return JSON.stringify(value.toString())
	if (value instanceof Date) return JSON.stringify(value.toISOString())
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
	if (typeof value === 'object') {
		const entries = Object.entries(value).filter(([, v]) => v !== undefined)
		return `{${entries
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`)
			.join(',')}}`
	}
	return JSON.stringify(value)
}

/** A value as plain JSON for a column of type JSON: amounts become text. */
export const plainJson = (value: BooksValue) => JSON.parse(canonicalJson(value)) as Prisma.InputJsonValue

/** What every command tells the database about itself: who, when, and under which idempotency key. */
export const headOf = (ctx: Context, name: string, input: string) => ({
	actorId: ctx.actor.type === 'member' ? ctx.actor.accountId : null,
	scopeOrgId: ctx.actor.type === 'member' ? ctx.actor.organisationId : 0n,
	now: ctx.now,
	key: ctx.key ?? null,
	inputHash: createHash('sha256').update(`${name}\n${input}`).digest('hex'),
})
/** The same as it travels. */
export const commandHead = (ctx: Context, name: string, input: string): string =>
	canonicalJson(headOf(ctx, name, input))

/**
 * Runs one money command: one SQL function, one round trip, one commit. Authorise first. `inputs` are what the person
 * sent, when `args` also holds what was reckoned from it. The same key with the same inputs replays the first answer; with other inputs it is refused (command.key_reused); a refusal leaves no trace.
 * Deadlocks and serialisation failures are retried. Throws DomainError for every refusal the function raises.
 */
export async function callBooks<T = Record<string, unknown>>(
	ctx: Context,
	name: BooksFunction,
	args: BooksArgs,
	inputs: BooksArgs = args,
): Promise<T> {
	const input = canonicalJson(args)
	const head = commandHead(ctx, name, canonicalJson(inputs))
	for (let attempt = 1; ; attempt++) {
		try {
			failpoint('books.before_call')
			// name is one of BooksFunction, never input
			const statement = { name: `books_${name}`, text: `SELECT ${name}($1::jsonb, $2::jsonb) AS answer` }
			const rows = await call<{ answer: T }>(ctx, statement, [head, input])
			failpoint('books.after_commit')
			return rows[0]!.answer
		} catch (error) {
			const { state, message, detail } = databaseError(error)
			if (state === refusalState) throw refusalOf(message, detail ? JSON.parse(detail) : {})
			if (!isWorthAgain(error) || attempt === 5) throw error
			await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt))
		}
	}
}

/** Whether a call met another transaction and may be made again: a deadlock, a serialisation failure, a key just used. */
export function isWorthAgain(error: unknown): boolean {
	const { state, message } = databaseError(error)
	return retryStates.has(state) || (state === keyTakenState && /scope_org_id_key/.test(message))
}

/** A refusal of the books as an error of the domain; one without a sentence of its own says that the state does not allow it. */
export function refusalOf(code: string, details: Record<string, unknown>): DomainError {
	return Object.hasOwn(refusals, code)
		? new DomainError(code as RefusalCode, details)
		: new DomainError('state.not_allowed', { ...details, code })
}

/** SQLSTATE, message and detail of a driver error, however deep Prisma wrapped it. */
export function databaseError(error: unknown): { state: string; message: string; detail: string } {
	let current = error as Record<string, unknown> | undefined
	for (let depth = 0; current && depth < 8; depth++) {
		const state = current.originalCode ?? current.code
		if (typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) && !/^P\d{4}$/.test(state))
			return {
				state,
				message: String(current.originalMessage ?? current.message ?? ''),
				detail: String(current.detail ?? ''),
			}
		current = (current.cause ?? (current.meta as Record<string, unknown> | undefined)?.driverAdapterError) as
			| Record<string, unknown>
			| undefined
	}
	return { state: '', message: String(error), detail: '' }
}
