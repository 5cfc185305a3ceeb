import type { Context } from '#app/domain/context.server.ts'
import { authorize, can } from '#app/domain/identity/policy.ts'
import { isDrawn, type Lottery } from '#app/domain/programmes/giving-rules.ts'
import { namesOf } from '#app/domain/programmes/people-names.server.ts'
import { type OpenRound, roundOf } from '#app/domain/programmes/rounds.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf, shanghaiDay } from '#app/lib/time.ts'
import { candidatesPerPage, type DrawOutcome, drawStage } from './draw.ts'

type NumberRow = {
	id: bigint
	number: string
	drawnOn: Date
	seed: string
	enteredById: bigint
	enteredAt: Date
	ruling: 'approved' | 'returned' | null
	reason: string | null
	ruledById: bigint | null
}
type Counts = { placed: number; granted: number; grantedFen: bigint; others: number }

/** A round that draws, with all that happened so far; null draw: its list is not closed. Throws not_found. */
async function readDraw(ctx: Context, roundNumber: string) {
	const round = await roundOf(ctx, roundNumber)
	if (!isDrawn(round.document)) throw new DomainError('not_found', { number: roundNumber })
	const [{ state, opensAt }, draw] = await Promise.all([
		ctx.db.round.findUniqueOrThrow({ where: { id: round.id }, select: { state: true, opensAt: true } }),
		ctx.db.draw.findUnique({ where: { roundId: round.id } }),
	])
	const [numbers, counts, approval] = draw
		? await Promise.all([numbersOf(ctx, draw.id), countsOf(ctx, draw.id), approvalOf(ctx, draw.id)])
		: [[], { placed: 0, granted: 0, grantedFen: 0n, others: 0 }, null]
	const entered = numbers.find(({ ruling }) => ruling !== 'returned') ?? null
	const left = counts.placed - counts.granted - counts.others
	const stage = drawStage({
		isRoundOver: state === 'closed' || (state === 'approved' && ctx.now >= round.closesAt),
		isClosed: draw !== null,
		giving: round.document.grant.giving!.kind,
		isNumberDue: draw?.numberOn != null && dayOf(draw.numberOn) <= shanghaiDay(ctx.now),
		hasNumber: entered !== null,
		isApproved: approval !== null,
		left,
	})
	return { round, state, opensAt, draw, numbers, entered, approval, counts: { ...counts, left }, stage }
}
type ReadDraw = Awaited<ReturnType<typeof readDraw>>

const numbersOf = (ctx: Context, drawId: bigint) =>
	ctx.db.$queryRaw<NumberRow[]>`
		SELECT n.id, n.number, n.drawn_on AS "drawnOn", n.seed, n.entered_by_id AS "enteredById", n.entered_at AS "enteredAt",
			u.kind AS ruling, u.reason, u.ruled_by_id AS "ruledById"
		FROM draw_number n LEFT JOIN draw_ruling u ON u.number_id = n.id WHERE n.draw_id = ${drawId} ORDER BY n.id`

async function countsOf(ctx: Context, drawId: bigint): Promise<Counts> {
	const [row] = await ctx.db.$queryRaw<Counts[]>`
		SELECT count(*)::int AS placed, (count(*) FILTER (WHERE o.kind = 'granted'))::int AS granted,
			coalesce(sum(c.amount_fen) FILTER (WHERE o.kind = 'granted'), 0)::bigint AS "grantedFen",
			(count(*) FILTER (WHERE o.kind <> 'granted'))::int AS others
		FROM draw_place p JOIN draw_candidate c ON c.application_id = p.application_id
		LEFT JOIN draw_outcome o ON o.application_id = p.application_id WHERE p.draw_id = ${drawId}`
	return row!
}

const approvalOf = (ctx: Context, drawId: bigint) =>
	ctx.db.drawRuling.findFirst({ where: { drawId, kind: 'approved' }, select: { ruledById: true, ruledAt: true } })

export type CandidateRow = {
	number: string
	place: number | null
	amountFen: bigint
	score: number | null
	submittedAt: Date
	outcome: DrawOutcome | null
	/** shown to the authority, and to everyone once granted */
	enterprise: { name: string; nameEn: string | null; isDemo: boolean } | null
}

/** The candidates of a closed list: by place once there are places, else as the list is written. */
async function candidatesOf(ctx: Context, drawId: bigint, page: number, showsAll: boolean): Promise<CandidateRow[]> {
	const rows = await ctx.db.$queryRaw<(Omit<CandidateRow, 'enterprise'> & NonNullable<CandidateRow['enterprise']>)[]>`
		SELECT c.number, p.place, c.amount_fen AS "amountFen", c.score, c.submitted_at AS "submittedAt", o.kind AS outcome,
			e.name, e.name_en AS "nameEn", e.is_demo AS "isDemo"
		FROM draw_candidate c JOIN application a ON a.id = c.application_id JOIN organisation e ON e.id = a.enterprise_id
		LEFT JOIN draw_place p ON p.application_id = c.application_id LEFT JOIN draw_outcome o ON o.application_id = c.application_id
		WHERE c.draw_id = ${drawId} ORDER BY p.place, c.number COLLATE "C"
		LIMIT ${candidatesPerPage} OFFSET ${(page - 1) * candidatesPerPage}`
	return rows.map(({ name, nameEn, isDemo, ...row }) => ({
		...row,
		enterprise: showsAll || row.outcome === 'granted' ? { name, nameEn, isDemo } : null,
	}))
}

/** What a page shows of a draw to anyone. */
const shownOf = ({ round, draw, numbers, entered, counts, stage }: ReadDraw) => ({
	stage,
	giving: round.document.grant.giving!.kind as 'lottery' | 'ranked',
	round: {
		number: round.number,
		name: round.name,
		noticeNo: round.noticeNo,
		opensAt: round.opensAt,
		closesAt: round.closesAt,
	},
	programme: { number: round.programmeNumber, name: round.document.name },
	lottery: lotteryOf(round),
	criteria: round.document.grant.giving?.kind === 'ranked' ? round.document.grant.giving.criteria : [],
	list: draw && {
		hash: draw.listHash,
		candidates: draw.candidateCount,
		totalFen: draw.totalFen,
		closedAt: draw.closedAt,
		numberOn: draw.numberOn === null ? null : dayOf(draw.numberOn),
	},
	number: entered && { number: entered.number, drawnOn: dayOf(entered.drawnOn), seed: entered.seed },
	returned: numbers.flatMap((each) =>
		each.ruling === 'returned'
			? [{ number: each.number, drawnOn: dayOf(each.drawnOn), reason: each.reason ?? '' }]
			: [],
	),
	counts,
})

function lotteryOf({ document }: OpenRound): Lottery['publicNumber'] | null {
	const { giving } = document.grant
	return giving?.kind === 'lottery' ? giving.publicNumber : null
}

/** The draw of an approved round for anyone: list, number, seed, result. Names stand only where a voucher was granted. */
export async function getPublicDraw(ctx: Context, roundNumber: string, page: number) {
	const read = await readDraw(ctx, roundNumber)
	if (read.state === 'draft') throw new DomainError('not_found', { number: roundNumber })
	const candidates = read.draw ? await candidatesOf(ctx, read.draw.id, page, false) : []
	return { ...shownOf(read), candidates }
}
export type PublicDraw = Awaited<ReturnType<typeof getPublicDraw>>

/** The draw of a round for its authority: the same with names, who did what, and the steps open to the actor. */
export async function getDeskDraw(ctx: Context, roundNumber: string, page: number) {
	const read = await readDraw(ctx, roundNumber)
	const { round, draw, entered, numbers, approval, stage } = read
	const { authorityId } = round
	authorize(ctx.actor, 'programme.view_desk', { authorityId })
	const [candidates, people, waiting] = await Promise.all([
		draw ? candidatesOf(ctx, draw.id, page, true) : [],
		namesOf(ctx, [
			draw?.closedById ?? null,
			approval?.ruledById ?? null,
			...numbers.flatMap((each) => [each.enteredById, each.ruledById]),
		]),
		draw ? null : waitingIn(ctx, round.id),
	])
	const nameOf = (id: bigint | null | undefined) => (id == null ? null : (people.get(id) ?? ''))
	const mayRule = can(ctx.actor, 'draw.approve', { authorityId, doneBy: [draw?.closedById, entered?.enteredById] })
	return {
		...shownOf(read),
		candidates,
		waiting,
		enteredId: entered?.id.toString() ?? '',
		closedBy: nameOf(draw?.closedById),
		enteredBy: nameOf(entered?.enteredById),
		approvedBy: nameOf(approval?.ruledById),
		approvedAt: approval?.ruledAt ?? null,
		may: {
			close: stage === 'to_close' && can(ctx.actor, 'draw.close', { authorityId }),
			enter: stage === 'to_enter' && can(ctx.actor, 'draw.close', { authorityId }),
			rule: stage === 'to_approve' && mayRule,
		},
	}
}
export type DeskDraw = Awaited<ReturnType<typeof getDeskDraw>>

/** How many wait in a round whose list is open: handed in, and sent back to be corrected. */
async function waitingIn(ctx: Context, roundId: bigint): Promise<{ submitted: number; returned: number }> {
	const [row] = await ctx.db.$queryRaw<{ submitted: number; returned: number }[]>`
		SELECT (count(*) FILTER (WHERE state = 'submitted'))::int AS submitted, (count(*) FILTER (WHERE state = 'returned'))::int AS returned
		FROM application WHERE round_id = ${roundId}`
	return row!
}

/** The closed list of a round as it is downloaded and was hashed. Throws not_found. */
export async function drawListText(ctx: Context, roundNumber: string): Promise<string> {
	const [row] = await ctx.db.$queryRaw<{ text: string }[]>`
		SELECT draw_list_text(d.id, d.header) AS text FROM draw d JOIN round r ON r.id = d.round_id WHERE r.number = ${roundNumber}`
	if (!row) throw new DomainError('not_found', { number: roundNumber })
	return row.text
}

export type OwnDraw = {
	roundNumber: string
	giving: 'lottery' | 'ranked'
	candidates: number | null
	place: number | null
	outcome: DrawOutcome | null
	score: number | null
}

/** How an application stands in the draw of its round; null where the round does not draw. Authorise before using it. */
export async function drawOf(ctx: Context, applicationNumber: string): Promise<OwnDraw | null> {
	const [row] = await ctx.db.$queryRaw<OwnDraw[]>`
		SELECT r.number AS "roundNumber", r.giving, d.candidate_count AS candidates, p.place, o.kind AS outcome, c.score
		FROM application a JOIN round r ON r.id = a.round_id AND r.giving <> 'first_come' LEFT JOIN draw d ON d.round_id = r.id
		LEFT JOIN draw_candidate c ON c.application_id = a.id LEFT JOIN draw_place p ON p.application_id = a.id
		LEFT JOIN draw_outcome o ON o.application_id = a.id WHERE a.number = ${applicationNumber}`
	return row ?? null
}
