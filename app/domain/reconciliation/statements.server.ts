import type { Context } from '#app/domain/context.server.ts'
import { maskAccount } from '#app/domain/identity/payee-account.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Money } from '#app/lib/money.ts'
import { dayOf } from '#app/lib/time.ts'
import type { StatementLine as ShownLine } from '#app/platform/.server/prisma/client.ts'
import { likelyGroups, likelyPayments, matchesOf, type PoolPayment, partOf } from './match-pool.server.ts'
import { compareGroup, rankCandidates } from './matching.ts'
import { planMatches } from './plan-matches.server.ts'
import { sourcesOfAccount } from './receive-line.server.ts'
import type { LeftOut, StatementLineState } from './statement.ts'

export type StatementRow = {
	number: string
	accountNo: string
	format: string
	opening: string
	closing: string
	currency: string
	openingOn: Date
	closingOn: Date
	importedAt: Date
	lineCount: number
	waiting: number
}

/** The statements of the actor's authority, newest first; `page` counts from 1. */
export async function listStatements(
	ctx: Context,
	page: number,
	pageSize = 20,
): Promise<{ rows: StatementRow[]; total: number; mayImport: boolean }> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'statement.view', { authorityId })
	const rows = await ctx.db.$queryRaw<(StatementRow & { total: number })[]>`
		SELECT s.number, s.account_no AS "accountNo", s.format, s.opening, s.closing, s.currency,
			s.opening_on AS "openingOn", s.closing_on AS "closingOn", s.imported_at AS "importedAt", l.n::int AS "lineCount", l.waiting::int, count(*) OVER ()::int AS total
		FROM statement s
		CROSS JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE state = 'unmatched') AS waiting
			FROM statement_line l WHERE l.statement_id = s.id) l
		WHERE s.authority_id = ${authorityId} ORDER BY s.id DESC LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`
	return {
		rows: rows.map((row) => ({ ...row, accountNo: maskAccount(row.accountNo) })),
		total: rows[0]?.total ?? 0,
		mayImport: can(ctx.actor, 'statement.import', { authorityId }),
	}
}

export type PayerAccount = {
	accountNo: string
	accountName: string
	bankName: string
	closing: string | null
	closingOn: Date | null
}

/** The payer accounts of the actor's authority, each with the balance its last statement ended at. */
export async function listPayerAccounts(ctx: Context): Promise<PayerAccount[]> {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'statement.view', { authorityId })
	const accounts = await ctx.db.$queryRaw<PayerAccount[]>`
		SELECT DISTINCT ON (s.account_no) s.account_no AS "accountNo", s.account_name AS "accountName",
			s.bank_name AS "bankName", t.closing, t.closing_on AS "closingOn"
		FROM funding_source s JOIN fund f ON f.id = s.fund_id
		LEFT JOIN LATERAL (SELECT closing, closing_on FROM statement t WHERE t.account_no = s.account_no
			ORDER BY t.id DESC LIMIT 1) t ON true
		WHERE f.authority_id = ${authorityId} ORDER BY s.account_no, s.fund_id DESC`
	return accounts.map((account) => ({ ...account, accountNo: maskAccount(account.accountNo) }))
}

export const statementViews = ['waiting', 'part', 'matched', 'aside'] as const
export type StatementView = (typeof statementViews)[number]
const stateOf: Readonly<Record<StatementView, StatementLineState>> = {
	waiting: 'unmatched',
	part: 'part',
	matched: 'matched',
	aside: 'set_aside',
}
export const statementLinesMax = 200

/**
 * A statement, the lines of one view, and the line looked at with its candidates. Without a view: what waits, or when
 * nothing does, what is matched. Throws not_found.
 */
export async function getStatement(
	ctx: Context,
	number: string,
	asked: StatementView | null,
	lineNo: number | null,
	isDry = false,
) {
	const statement = await ctx.db.statement.findUnique({ where: { number } })
	if (!statement) throw new DomainError('not_found')
	authorize(ctx.actor, 'statement.view', { authorityId: statement.authorityId })
	const [importer, sums] = await Promise.all([
		ctx.db.account.findUnique({ where: { id: statement.importedById }, select: { name: true } }),
		sumsOf(ctx, statement.id),
	])
	const view = asked ?? statementViews.find((one) => sums.some((sum) => sum.state === stateOf[one])) ?? 'waiting'
	// why: what would be closed is looked at instead of the lines, each with queries of its own
	const lines = await ctx.db.statementLine.findMany({
		where: { statementId: statement.id, state: stateOf[view], ...(isDry ? { id: -1n } : {}) },
		orderBy: { lineNo: 'asc' },
		take: statementLinesMax,
	})
	const chosen = lines.find((line) => line.lineNo === lineNo) ?? lines[0]
	const mayMatch = can(ctx.actor, 'statement.match', { authorityId: statement.authorityId })
	return {
		view,
		id: statement.id,
		authorityId: statement.authorityId,
		number: statement.number,
		accountNo: maskAccount(statement.accountNo),
		format: statement.format,
		currency: statement.currency,
		opening: statement.opening,
		closing: statement.closing,
		openingOn: dayOf(statement.openingOn),
		closingOn: dayOf(statement.closingOn),
		importedAt: statement.importedAt,
		importedBy: importer?.name ?? '',
		fileName: statement.fileName,
		leftOut: statement.leftOut as LeftOut[],
		sums,
		lines: lines.map(withHiddenAccounts),
		chosen: chosen ? { ...withHiddenAccounts(chosen), ...(await chainOf(ctx, statement.authorityId, chosen)) } : null,
		mayMatch,
	}
}
export type StatementDetails = Awaited<ReturnType<typeof getStatement>>

/** How many lines of a statement still wait. */
export async function countWaiting(ctx: Context, number: string): Promise<number> {
	const { organisationId: authorityId } = memberOf(ctx.actor)
	return ctx.db.statementLine.count({ where: { state: 'unmatched', statement: { number, authorityId } } })
}

/** How many lines of a statement are matched, and how many still wait. */
export async function countLines(ctx: Context, number: string): Promise<{ matched: number; waiting: number }> {
	const { organisationId: authorityId } = memberOf(ctx.actor)
	const sums = await ctx.db.statementLine.groupBy({
		by: ['state'],
		where: { statement: { number, authorityId } },
		_count: true,
	})
	const of = (state: StatementLineState) => sums.find((sum) => sum.state === state)?._count ?? 0
	return { matched: of('matched'), waiting: of('unmatched') }
}

export type StateSum = { state: StatementLineState; lineCount: number; movedFen: Money }

function sumsOf(ctx: Context, statementId: bigint): Promise<StateSum[]> {
	return ctx.db.$queryRaw<StateSum[]>`
		SELECT state, count(*)::int AS "lineCount", COALESCE(sum(abs(amount_fen)), 0)::bigint AS "movedFen"
		FROM statement_line WHERE statement_id = ${statementId} GROUP BY state`
}

/** Account numbers are whole only where they are compared, never on a page. */
const withHiddenAccounts = (line: ShownLine): ShownLine => ({
	...line,
	accountNo: maskAccount(line.accountNo),
	counterpartyAccount: line.counterpartyAccount && maskAccount(line.counterpartyAccount),
})

/** What a line is explained by, or what might explain it. */
async function chainOf(ctx: Context, authorityId: bigint, line: ShownLine) {
	const none = { matches: [], candidates: [], groups: [], sources: [] }
	if (line.state === 'matched') return { ...none, matches: (await matchesOf(ctx, line.id)).map(hidden) }
	if (line.state === 'part') return { ...none, matches: (await partOf(ctx, line)).map(hidden) }
	if (line.state !== 'unmatched') return none
	const said = { ...line, bookedOn: dayOf(line.bookedOn) }
	const isCredit = (line.amountFen ?? 0n) > 0n
	const [payments, groups, sources] = await Promise.all([
		likelyPayments(ctx, authorityId, line),
		likelyGroups(ctx, authorityId, line),
		isCredit ? sourcesOfAccount(ctx, authorityId, line.accountNo) : [],
	])
	return {
		...none,
		candidates: rankCandidates(said, payments).map(hidden),
		groups: groups.map(({ accountNo, ...group }) => ({ ...group, ...compareGroup(said, { ...group, accountNo }) })),
		sources,
	}
}

const hidden = <T extends { payment: PoolPayment }>(pair: T): T => ({
	...pair,
	payment: { ...pair.payment, accountNo: maskAccount(pair.payment.accountNo) },
})

/** What the next automatic run would close of a statement, and what it would leave; nothing is closed. */
export async function dryRun(ctx: Context, number: string) {
	const statement = await getStatement(ctx, number, null, null, true)
	authorize(ctx.actor, 'statement.match', { authorityId: statement.authorityId })
	return { statement, plan: await planOf(ctx, statement) }
}

async function planOf(ctx: Context, { id, sums }: { id: bigint; sums: readonly StateSum[] }) {
	const planned = await planMatches(ctx, [id])
	const shown = planned.slice(0, statementLinesMax)
	const waiting = sums.find((sum) => sum.state === 'unmatched')?.lineCount ?? 0
	const [lines, payments] = await Promise.all([
		ctx.db.statementLine.findMany({
			where: { id: { in: shown.flatMap((group) => group.lineIds) } },
			select: { id: true, lineNo: true, amount: true, amountFen: true, currency: true, counterpartyName: true },
		}),
		ctx.db.payment.findMany({
			where: { id: { in: shown.flatMap((group) => group.paymentIds) } },
			select: { id: true, number: true },
		}),
	])
	const closing = planned.reduce((n, group) => n + group.lineIds.length, 0)
	return {
		closing,
		left: Math.max(0, waiting - closing),
		groups: shown.map((group) => ({
			kind: group.kind,
			rule: group.rule,
			certainty: group.certainty,
			lines: lines.filter((line) => group.lineIds.includes(line.id)),
			payments: payments.filter((payment) => group.paymentIds.includes(payment.id)).map((payment) => payment.number),
		})),
	}
}
