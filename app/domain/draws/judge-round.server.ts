import type { Context } from '#app/domain/context.server.ts'
import { capKeysFor } from '#app/domain/programmes/cap-keys.ts'
import { usedCaps } from '#app/domain/programmes/cap-usage.server.ts'
import { evaluate } from '#app/domain/programmes/evaluate.ts'
import type { Draw } from '#app/domain/programmes/evaluation.ts'
import type { OpenRound } from '#app/domain/programmes/rounds.server.ts'
import { applicationFacts } from '#app/domain/vouchers/application-rules.server.ts'
import { splitBySource } from '#app/domain/vouchers/grant-terms.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import type { DrawOutcome } from './draw.ts'
import { scoreOf } from './score.ts'

export type Candidate = {
	applicationId: bigint
	amountFen: bigint
	split: bigint[]
	caps: Draw[]
	score: number | null
}
export type JudgedRound = {
	candidates: Candidate[]
	others: { applicationId: bigint; kind: DrawOutcome }[]
	/** how many points have been given in the round, those replaced included */
	scoresSeen: number
	/** applications that wait for a reviewer's points */
	unscored: number
}

/** Applications judged between two looks at the database. */
const chunk = 500

/**
 * Everybody who waits in a round, judged by the rules with the caps as they stand now, each as of the day it was handed
 * in: who is a candidate for how much (and with which score), and who is not.
 */
export async function judgeRound(ctx: Context, round: OpenRound): Promise<JudgedRound> {
	const criteria = round.document.grant.giving?.kind === 'ranked' ? round.document.grant.giving.criteria : null
	const sources = await ctx.db.fundingSource.findMany({ where: { fundId: round.fundId }, orderBy: { sourceNo: 'asc' } })
	const judged: JudgedRound = { candidates: [], others: [], scoresSeen: 0, unscored: 0 }
	judged.scoresSeen = await countScores(ctx, round.id)
	for (let after = 0n; ; ) {
		const rows = await waitingAfter(ctx, round.id, after)
		const waiting = rows.filter(({ state }) => state === 'submitted')
		const given = criteria
			? await givenPoints(
					ctx,
					waiting.map(({ id }) => id),
				)
			: new Map<bigint, Record<string, number>>()
		const facts = waiting.map((row) =>
			applicationFacts(round, row, { requestedFen: fen(row.requestedFen), at: shanghaiDay(row.submittedAt) }),
		)
		const used = await usedCaps(
			ctx,
			facts.flatMap((each) => capKeysFor(round.document, each)),
		)
		waiting.forEach((row, index) => {
			const own = facts[index]!
			const answer = evaluate(round.document, { ...own, used })
			if (answer.decision !== 'eligible' || answer.amountFen === 0n) {
				judged.others.push({ applicationId: row.id, kind: 'not_eligible' })
				return
			}
			const score = criteria && scoreOf(criteria, own.enterprise ?? {}, given.get(row.id) ?? {})
			if (criteria && score === null) judged.unscored += 1
			judged.candidates.push({
				applicationId: row.id,
				amountFen: answer.amountFen,
				split: splitBySource(
					answer,
					sources.map(({ code }) => code),
				),
				caps: answer.draws,
				score,
			})
		})
		for (const { id, state } of rows)
			if (state === 'returned') judged.others.push({ applicationId: id, kind: 'not_corrected' })
		if (rows.length < chunk) return judged
		after = rows.at(-1)!.id
	}
}

type Waiting = {
	id: bigint
	state: string
	requestedFen: bigint
	submittedAt: Date
	number: string
	divisionCode: string
	facts: unknown
}

/** The applications that wait in a round, with their enterprise, by id. */
const waitingAfter = (ctx: Context, roundId: bigint, after: bigint) =>
	ctx.db.$queryRaw<Waiting[]>`
		SELECT a.id, a.state, a.requested_fen AS "requestedFen", a.submitted_at AS "submittedAt", o.number, o.division_code AS "divisionCode", o.facts
		FROM application a JOIN organisation o ON o.id = a.enterprise_id
		WHERE a.round_id = ${roundId} AND a.state IN ('submitted', 'returned') AND a.id > ${after} ORDER BY a.id LIMIT ${chunk}`

async function countScores(ctx: Context, roundId: bigint): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ count: bigint }[]>`
		SELECT count(*) AS count FROM draw_score s JOIN application a ON a.id = s.application_id WHERE a.round_id = ${roundId}`
	return Number(row!.count)
}

/** The points that count of some applications, by criterion: the latest given. */
export async function givenPoints(
	ctx: Context,
	applicationIds: readonly bigint[],
): Promise<Map<bigint, Record<string, number>>> {
	const rows = await ctx.db.drawScore.findMany({
		where: { applicationId: { in: [...applicationIds] } },
		orderBy: { id: 'asc' },
		select: { applicationId: true, criterion: true, points: true },
	})
	const given = new Map<bigint, Record<string, number>>()
	for (const { applicationId, criterion, points } of rows)
		given.set(applicationId, { ...given.get(applicationId), [criterion]: points })
	return given
}
