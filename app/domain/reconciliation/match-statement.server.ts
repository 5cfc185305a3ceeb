import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Candidate, MatchPayment } from './matching.ts'
import { certaintyToClose } from './matching.ts'
import { type PlannedGroup, planMatches } from './plan-matches.server.ts'

/** How many groups one command of the books settles at most. */
const groupsAtOnce = 1_000

/**
 * Closes what is certain of a statement's waiting lines: our end-to-end id or our code in the 附言 with the same amount,
 * for one payment, several in one sum or one in parts; the same amount, account, name and days where nobody else can be
 * meant; the clearing line of a zero-balance day. Money out settles, money in returns. All else is left to a person.
 * `onProgress` is awaited after every command. Begun again after a kill it closes what is left.
 */
export async function matchStatement(
	ctx: Context,
	input: { number: string },
	onProgress: () => Promise<void> = async () => {},
): Promise<{ matched: number; left: number }> {
	const statement = await ctx.db.statement.findUnique({ where: { number: input.number } })
	if (!statement) throw new DomainError('not_found')
	authorize(ctx.actor, 'statement.match', { authorityId: statement.authorityId })
	const planned = (await planMatches(ctx, [statement.id])).filter((group) => group.certainty >= certaintyToClose)
	let matched = await closeGroups(
		ctx,
		planned.filter((group) => group.kind === 'paid'),
		onProgress,
	)
	// why: a payment may leave and come back in one statement
	for (const group of planned.filter((one) => one.kind === 'returned'))
		if (await whether(() => returnPlanned(ctx, group))) matched++
	matched += await setClearingAside(ctx, statement.id)
	const left = await ctx.db.statementLine.count({ where: { statementId: statement.id, state: 'unmatched' } })
	return { matched, left }
}

/** Settles groups, as many in one command as a chunk holds; answers how many lines closed. What somebody else closed meanwhile is left. */
async function closeGroups(
	ctx: Context,
	groups: readonly PlannedGroup[],
	onProgress: () => Promise<void>,
): Promise<number> {
	if (groups.length === 0) return 0
	const [{ lines }] = await ctx.db.$queryRaw<[{ lines: number }]>`SELECT chunk_lines() AS lines`
	let closed = 0
	for (const some of chunksOf(groups, lines)) {
		closed += await closeSome(ctx, some)
		await onProgress()
	}
	return closed
}

/** Groups in order, together while they hold no more pay lines than `most`. */
function chunksOf(groups: readonly PlannedGroup[], most: number): PlannedGroup[][] {
	const chunks: PlannedGroup[][] = []
	let lines = most
	for (const group of groups) {
		lines += group.payLines
		if (lines > most || chunks.at(-1)!.length === groupsAtOnce) {
			chunks.push([])
			lines = group.payLines
		}
		chunks.at(-1)!.push(group)
	}
	return chunks
}

async function closeSome(ctx: Context, groups: readonly PlannedGroup[]): Promise<number> {
	if (await whether(() => settleGroups(ctx, groups))) return groups.reduce((n, group) => n + group.lineIds.length, 0)
	if (groups.length === 1) return 0
	const half = groups.length >> 1
	return (await closeSome(ctx, groups.slice(0, half))) + (await closeSome(ctx, groups.slice(half)))
}

type SettledGroup = Pick<PlannedGroup, 'lineIds' | 'paymentIds' | 'rule'> & { rest?: { kind: string; reason: string } }

/** One command of the books for lines and payments that explain each other. */
export const settleGroups = (ctx: Context, groups: readonly SettledGroup[]) =>
	callBooks(withKey(ctx, groups[0]!.lineIds[0]!), 'settle_groups', {
		groups: groups.map(({ lineIds, paymentIds, rule, rest }) => ({
			lines: lineIds,
			payments: paymentIds,
			rule,
			...(rest ? { restKind: rest.kind, restReason: rest.reason } : {}),
		})),
	})

const withKey = (ctx: Context, lineId: bigint) => (ctx.key ? { ...ctx, key: `${ctx.key}:${lineId}` } : ctx)

async function returnPlanned(ctx: Context, { lineIds: [id], paymentIds: [paymentId], rule }: PlannedGroup) {
	const line = await ctx.db.statementLine.findUniqueOrThrow({
		where: { id: id! },
		select: { id: true, returnCode: true },
	})
	await settleLine(ctx, line, { payment: { id: paymentId! }, kind: 'returned', rule })
}

/** Whether the books took it; somebody else may have been first. */
async function whether(close: () => Promise<unknown>): Promise<boolean> {
	try {
		await close()
		return true
	} catch (error) {
		if (error instanceof DomainError && (error.code.startsWith('payment.') || error.code === 'batch.under_way'))
			return false
		throw error
	}
}

/** One bank line and its payment, told to the books. */
export function settleLine(
	ctx: Context,
	line: { id: bigint; returnCode: string | null },
	{
		payment,
		kind,
		rule,
	}: Pick<Candidate<MatchPayment & { id: bigint }>, 'kind' | 'rule'> & { payment: { id: bigint; heldFen?: bigint } },
) {
	const pair = { paymentId: payment.id, statementLineId: line.id, rule }
	return kind === 'paid'
		? callBooks(withKey(ctx, line.id), 'settle_payment', pair)
		: callBooks(withKey(ctx, line.id), payment.heldFen ? 'return_parts' : 'return_payment', {
				...pair,
				returnCode: line.returnCode ?? 'UNSTATED',
			})
}

/** The clearing lines of a zero-balance account, each with the day it makes whole, need nobody. Answers how many there were. */
async function setClearingAside(ctx: Context, statementId: bigint): Promise<number> {
	return transact(ctx, async (tx) => {
		const lines = await tx.db.$queryRaw<{ lineNo: number; number: string; reason: string }[]>`
			UPDATE statement_line l SET state = 'set_aside', set_aside_kind = 'clearing',
				set_aside_reason = c.others || ' 行合计 ' || to_char(-c.amount_fen / 100.0, 'FM999999999999990.00')
			FROM clearing_lines(ARRAY[${statementId}]::bigint[]) c, statement s
			WHERE l.id = c.line_id AND l.state = 'unmatched' AND s.id = l.statement_id
			RETURNING l.line_no AS "lineNo", s.number, l.set_aside_reason AS reason`
		for (const { number, lineNo, reason } of lines)
			await record(tx, 'statement_line.set_aside', number, { lineNo, kind: 'clearing', reason })
		return lines.length
	})
}
