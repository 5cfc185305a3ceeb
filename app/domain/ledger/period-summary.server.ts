import { createHash } from 'node:crypto'
import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Db } from '#app/platform/db.server.ts'
import { type BooksValue, canonicalJson } from './call-books.server.ts'
import type { PeriodTotal } from './periods.server.ts'

/** One of the two people behind a close: who, when, and the fingerprint of their entry in the audit log. */
export type Signature = { name: string; at: string; action: string; digest: string }

/** What is handed out of a closed month or year: plain text values, so that its fingerprint is the same everywhere. */
export type PeriodSummary = {
	format: 'innovation-voucher-period/1'
	authority: string
	creditCode: string
	/** '2026-03', or '2026' for a year, which closes with its December */
	period: string
	closedThrough: string
	/** at the period's end, per fund, source and stage; treasury shows what was appropriated, negated */
	totals: { fund: string; sourceNo: number; stage: string; amountFen: string }[]
	received: { fund: string; sourceNo: number; receivedFen: string }[]
	/** the months of the period with their roots; each root contains the one before it */
	months: { month: string; root: string }[]
	previousRoot: string | null
	root: string
	proposed: Signature
	approved: Signature
	/** every reopening of a month of the period, which stays for ever */
	reopenings: { month: string; at: string; reason: string; proposedBy: string; approvedBy: string }[]
	/** the block of the hash chain that holds the approval; null: not sealed when this was written */
	seal: { no: string; root: string } | null
	/** SHA-256 of everything above as canonical JSON */
	contentHash: string
}

const hashOf = (content: Omit<PeriodSummary, 'contentHash'>) =>
	createHash('sha256')
		.update(canonicalJson(content as unknown as BooksValue))
		.digest('hex')

const isYear = (period: string) => /^\d{4}$/.test(period)
export const isPeriod = (text: string) => /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(text)
const lastMonth = (period: string) => (isYear(period) ? `${period}-12` : period)

/**
 * The signed summary of a closed month, or of a year whose December is closed, of the actor's authority. Two queries. Throws access.denied, not_found
 * where the period is not closed.
 */
export async function periodSummary(ctx: Context, period: string): Promise<PeriodSummary> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'period.view', { authorityId: organisationId })
	const summary = await readSummary(ctx.db, organisationId, period)
	if (!summary) throw new DomainError('not_found', { period })
	return summary
}

type Head = Pick<
	PeriodSummary,
	'authority' | 'creditCode' | 'closedThrough' | 'received' | 'months' | 'previousRoot' | 'root' | 'reopenings' | 'seal'
> & {
	totals: PeriodTotal[]
	approved: Signature
	proposed: Signature | null
}

async function readSummary(db: Db, authorityId: bigint, period: string): Promise<PeriodSummary | null> {
	if (!isPeriod(period)) return null
	const month = lastMonth(period)
	const first = isYear(period) ? `${period}-01` : period
	const rows = await db.$queryRaw<Head[]>`
		WITH through AS (SELECT closed_through(${authorityId}) AS month),
		standing AS (SELECT DISTINCT ON (c.month) c.* FROM period_close c, through t WHERE c.authority_id = ${authorityId} AND c.kind = 'close' AND c.month <= t.month ORDER BY c.month, c.id DESC),
		own AS (SELECT * FROM standing WHERE month BETWEEN ${first}::char(7) AND ${month}::char(7))
		SELECT o.name AS authority, trim(o.credit_code) AS "creditCode", t.month AS "closedThrough", c.totals,
			period_received(${authorityId}, c.month) AS received,
			(SELECT jsonb_agg(jsonb_build_object('month', w.month, 'root', encode(w.root, 'hex')) ORDER BY w.month) FROM own w) AS months,
			(SELECT encode(s.root, 'hex') FROM standing s WHERE s.month = month_after((SELECT min(month) FROM own), -1)) AS "previousRoot", encode(c.root, 'hex') AS root,
			jsonb_build_object('name', b.name, 'at', to_char(k.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'action', k.action, 'digest', encode(k.digest, 'hex')) AS approved,
			(SELECT jsonb_build_object('name', a.name, 'at', to_char(x.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'action', x.action, 'digest', encode(x.digest, 'hex'))
				FROM command x JOIN account a ON a.id = x.actor_id WHERE x.scope_org_id = ${authorityId} AND x.subject = c.month AND x.action = 'period.close_proposed' AND x.actor_id = c.closed_by_id AND x.id < k.id ORDER BY x.id DESC LIMIT 1) AS proposed,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('month', r.month, 'at', to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', r.reason, 'proposedBy', p.name, 'approvedBy', q.name) ORDER BY r.id), '[]')
				FROM period_close r JOIN account p ON p.id = r.closed_by_id JOIN account q ON q.id = r.approved_by_id
				WHERE r.authority_id = ${authorityId} AND r.kind = 'reopen' AND r.month BETWEEN ${first}::char(7) AND ${month}::char(7)) AS reopenings,
			(SELECT jsonb_build_object('no', s.no::text, 'root', encode(s.root, 'hex')) FROM seal s WHERE s.at >= k.recorded_at - interval '1 minute' AND s.upto > k.xid ORDER BY s.at, s.no LIMIT 1) AS seal
		FROM own c JOIN organisation o ON o.id = c.authority_id JOIN account b ON b.id = c.approved_by_id JOIN command k ON k.id = c.command_id, through t
		WHERE c.month = ${month}::char(7)`
	const [head] = rows
	if (!head?.proposed) return null
	const content: Omit<PeriodSummary, 'contentHash'> = {
		format: 'innovation-voucher-period/1',
		authority: head.authority,
		creditCode: head.creditCode,
		period,
		closedThrough: head.closedThrough,
		totals: head.totals.map(({ fund, sourceNo, stage, amountFen }) => ({ fund, sourceNo, stage, amountFen })),
		received: head.received,
		months: head.months,
		previousRoot: head.previousRoot,
		root: head.root,
		proposed: head.proposed,
		approved: head.approved,
		reopenings: head.reopenings,
		seal: head.seal,
	}
	return { ...content, contentHash: hashOf(content) }
}

/** The years of the actor's authority that are closed, newest first. One query. */
export async function closedYears(ctx: Context): Promise<string[]> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'period.view', { authorityId: organisationId })
	const rows = await ctx.db.$queryRaw<{ year: string }[]>`
		SELECT DISTINCT left(month, 4) AS year FROM period_close
		WHERE authority_id = ${organisationId} AND kind = 'close' AND month LIKE '%-12' AND month <= closed_through(${organisationId}) ORDER BY 1 DESC`
	return rows.map(({ year }) => year)
}

export type SummaryCheck = { ok: boolean; period: string; authority: string; differences: string[] }

/**
 * Holds a summary handed out earlier against its own fingerprint, against the closes on record, and against what the transfers add up
 * to now. Writes nothing; answers every difference as a sentence.
 */
export async function verifySummary(db: Db, given: PeriodSummary): Promise<SummaryCheck> {
	const differences: string[] = []
	const { contentHash, ...content } = given
	if (given.format !== 'innovation-voucher-period/1' || !isPeriod(given.period ?? ''))
		return { ok: false, period: String(given.period), authority: '', differences: ['This is no summary of a period.'] }
	if (hashOf(content) !== contentHash)
		differences.push('The file was changed after it was written: its fingerprint does not fit its content.')
	const authority = await db.organisation.findFirst({ where: { creditCode: given.creditCode, kind: 'authority' } })
	if (!authority)
		return {
			ok: false,
			period: given.period,
			authority: given.authority,
			differences: [...differences, 'The database does not know this authority.'],
		}
	const kept = await readSummary(db, authority.id, given.period)
	if (!kept) differences.push('The period is not closed now: it was reopened after this summary was written.')
	else
		for (const part of [
			'totals',
			'received',
			'months',
			'previousRoot',
			'root',
			'proposed',
			'approved',
			'reopenings',
		] as const)
			if (canonicalJson(kept[part] as BooksValue) !== canonicalJson(given[part] as BooksValue))
				differences.push(
					`On record ${part} is ${canonicalJson(kept[part] as BooksValue)}, not ${canonicalJson(given[part] as BooksValue)}.`,
				)
	differences.push(...(await recompute(db, authority.id, given)))
	if (given.seal) {
		const found = await db.$queryRaw<
			{ no: bigint }[]
		>`SELECT no FROM seal WHERE root = decode(${given.seal.root}, 'hex') AND no = ${BigInt(given.seal.no)}`
		if (found.length === 0) differences.push(`The hash chain no longer has block ${given.seal.no} with this root.`)
	}
	return { ok: differences.length === 0, period: given.period, authority: given.authority, differences }
}

/** The totals and the root of the period's last month, computed again from the transfers. */
async function recompute(db: Db, authorityId: bigint, given: PeriodSummary): Promise<string[]> {
	const month = lastMonth(given.period)
	const [now] = await db.$queryRaw<{ totals: PeriodTotal[]; root: string }[]>`
		SELECT period_totals(${authorityId}, ${month}::char(7)) AS totals,
			encode(period_root(${authorityId}, ${month}::char(7), period_totals(${authorityId}, ${month}::char(7)),
				(SELECT c.root FROM period_close c WHERE c.authority_id = ${authorityId} AND c.kind = 'close' AND c.month = month_after(${month}::char(7), -1) ORDER BY c.id DESC LIMIT 1)), 'hex') AS root`
	const totals = now!.totals.map(({ fund, sourceNo, stage, amountFen }) => ({ fund, sourceNo, stage, amountFen }))
	return [
		...(canonicalJson(totals) === canonicalJson(given.totals) ? [] : ['The transfers add up to other totals now.']),
		...(now!.root === given.root ? [] : [`The transfers give the root ${now!.root} now, not ${given.root}.`]),
	]
}
