import type { Context } from '#app/domain/context.server.ts'
import { estimate } from '#app/domain/programmes/evaluate.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { type ProgrammeDocument, programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { least, type Money, zero } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'

/** A programme with its newest approved round and what is left of its fund. */
export type OpenProgramme = {
	number: string
	divisionCode: string
	division: string
	divisionEn: string
	noticeNo: string
	roundNumber: string
	opensAt: Date
	closesAt: Date
	appropriatedFen: Money
	availableFen: Money
	document: ProgrammeDocument
}

type Row = Omit<OpenProgramme, 'document'> & { document: unknown }

/** The programmes people can apply under (no samples), each with its newest round, by division. One query. */
export async function openProgrammes(ctx: Context): Promise<OpenProgramme[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT DISTINCT ON (a.division_code, p.id) p.number, d.code AS "divisionCode", d.name AS division, d.name_en AS "divisionEn",
			r.notice_no AS "noticeNo", r.number AS "roundNumber",
			r.opens_at AS "opensAt", r.closes_at AS "closesAt", v.document,
			-coalesce(t.treasury, 0)::bigint AS "appropriatedFen", coalesce(t.available, 0)::bigint AS "availableFen"
		FROM round r
		JOIN programme p ON p.id = r.programme_id
		JOIN programme_version v ON v.id = r.version_id
		JOIN organisation a ON a.id = p.authority_id
		JOIN division d ON d.code = a.division_code
		LEFT JOIN LATERAL (
			SELECT sum(amount_fen) FILTER (WHERE stage = 'treasury') AS treasury, sum(amount_fen) FILTER (WHERE stage = 'available') AS available
			FROM fund_stages(r.fund_id)) t ON true
		WHERE r.state = 'approved' AND NOT p.is_sample
		ORDER BY a.division_code, p.id, r.opens_at DESC`
	return rows.map((row) => ({ ...row, document: programmeDocument.parse(row.document) }))
}

/** 申领中, 未开始, 已截止 or 额度已发完, as a status of `round`. */
export function roundStanding(programme: OpenProgramme, now: Date): 'not_yet_open' | 'open' | 'ended' | 'exhausted' {
	if (now < programme.opensAt) return 'not_yet_open'
	if (now > programme.closesAt) return 'ended'
	return programme.appropriatedFen > 0n && programme.availableFen <= 0n ? 'exhausted' : 'open'
}

/** The most one enterprise gets in a year under a programme, or null when it names no such limit. */
export function yearCap({ document }: OpenProgramme): Money | null {
	const limits = document.subsidy.caps.flatMap((cap) =>
		cap.scope === 'year' && cap.limit.kind === 'amount' && !cap.level ? [cap.limit.fen] : [],
	)
	return limits.length === 0 ? null : limits.reduce(least)
}

/** Category of the tests most people come for; what a programme does not support is not its example. */
const tests = 'testing'

/** Whether a programme's example is a test; else it is the first category it supports. */
export function paysForTests({ document }: OpenProgramme): boolean {
	const supported = document.scope.categories.in
	return !supported || supported.includes(tests)
}

/**
 * What a programme would pay of a price to a small firm of its own division that buys there and meets its conditions:
 * with whatever titles these ask for, or, where titles decide the rate, with none.
 */
export function exampleOf(programme: OpenProgramme, priceFen: Money, now: Date): Evaluation {
	const { document, divisionCode: division } = programme
	const category = paysForTests(programme) ? tests : document.scope.categories.in![0]!
	const ask = (titles: [] | undefined) =>
		estimate(document, {
			step: 'order',
			at: shanghaiDay(now),
			enterprise: { division, size: 'small', titles, declared: {}, localityJoined: true },
			provider: { division, tags: [] },
			service: { categories: [category] },
			money: { contractFen: priceFen, taxRateBp: 600, otherSubsidyFen: zero },
			used: {},
		})
	const open = ask(undefined)
	return open.decision === 'needs' ? ask([]) : open
}
