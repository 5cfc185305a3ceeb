import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { findSampling, listedClaims } from './find-sampling.server.ts'
import { listText } from './sampling.ts'

export type SamplingRow = {
	number: string
	programme: string
	fromOn: LocalDate
	untilOn: LocalDate
	takenBy: string
	bp: number
	claimCount: number
	totalFen: bigint
	numberOn: LocalDate
	isDrawn: boolean
	drawn: number
	checked: number
	found: number
}

/** The samplings of the actor's authority, newest first, and the programmes whose rules ask for one. Two queries. */
export async function listSamplings(ctx: Context) {
	const authorityId = memberOf(ctx.actor).organisationId
	authorize(ctx.actor, 'sampling.view', { authorityId })
	const [rows, programmes] = await Promise.all([
		ctx.db.$queryRaw<SamplingRow[]>`
			SELECT s.number, p.name AS programme, s.from_on::text AS "fromOn", s.until_on::text AS "untilOn", s.taken_by AS "takenBy", s.bp,
				s.claim_count AS "claimCount", s.total_fen AS "totalFen", s.number_on::text AS "numberOn", s.public_number IS NOT NULL AS "isDrawn", i.drawn, i.checked, i.found
			FROM sampling s JOIN programme p ON p.id = s.programme_id CROSS JOIN LATERAL (
				SELECT count(*) FILTER (WHERE is_drawn)::int AS drawn, count(result)::int AS checked, count(*) FILTER (WHERE result = 'found')::int AS found
				FROM sampling_item WHERE sampling_id = s.id) i
			WHERE s.authority_id = ${authorityId} ORDER BY s.id DESC LIMIT 100`,
		ctx.db.$queryRaw<
			{ number: string; name: string; rule: { by: string; bp: number; everyMonths?: number; article?: string } }[]
		>`
			SELECT p.number, p.name, v.document #> '{process,sampling}' AS rule FROM programme p
			JOIN LATERAL (SELECT document FROM programme_version WHERE programme_id = p.id AND state = 'published' ORDER BY version_no DESC LIMIT 1) v ON true
			WHERE p.authority_id = ${authorityId} AND v.document #> '{process,sampling}' IS NOT NULL ORDER BY p.number`,
	])
	return { rows, programmes, mayClose: can(ctx.actor, 'sampling.close', { authorityId }) }
}

export type SamplingItemView = {
	claim: string
	claimant: string
	isDemo: boolean
	amountFen: bigint
	place: number | null
	isDrawn: boolean
	/** accepted by silence: always drawn */
	isSilent: boolean
	result: string | null
	words: string | null
	checkedBy: string | null
	mayCheck: boolean
}

/** One sampling with its drawn claims, or before the number its list, at most 200. Two queries. */
export async function getSampling(ctx: Context, number: string) {
	const sampling = await findSampling(ctx, number)
	const { authorityId } = sampling
	authorize(ctx.actor, 'sampling.view', { authorityId })
	const rows = await ctx.db.$queryRaw<
		(Omit<SamplingItemView, 'mayCheck'> & {
			reviewedById: bigint | null
			programme: string
			closedBy: string
			enteredBy: string | null
		})[]
	>`
		SELECT c.number AS claim, o.name AS claimant, o.is_demo AS "isDemo", i.amount_fen AS "amountFen", i.place, i.is_drawn AS "isDrawn", i.is_silent AS "isSilent", i.result, i.words, a.name AS "checkedBy",
			c.reviewed_by_id AS "reviewedById", p.name AS programme, k.name AS "closedBy", e.name AS "enteredBy"
		FROM sampling_item i JOIN sampling s ON s.id = i.sampling_id JOIN claim c ON c.id = i.claim_id JOIN organisation o ON o.id = c.claimant_id
		JOIN programme p ON p.id = s.programme_id JOIN account k ON k.id = s.closed_by_id LEFT JOIN account e ON e.id = s.entered_by_id LEFT JOIN account a ON a.id = i.checked_by_id
		WHERE i.sampling_id = ${sampling.id} AND (s.public_number IS NULL OR i.is_drawn) ORDER BY i.place, i.line_no LIMIT 200`
	return {
		number: sampling.number,
		programme: rows[0]!.programme,
		fromOn: dayOf(sampling.fromOn),
		untilOn: dayOf(sampling.untilOn),
		takenBy: sampling.takenBy,
		bp: sampling.bp,
		article: sampling.article,
		listHash: sampling.listHash,
		claimCount: sampling.claimCount,
		totalFen: sampling.totalFen,
		numberName: sampling.numberName,
		numberOn: dayOf(sampling.numberOn),
		publicNumber: sampling.publicNumber,
		seed: sampling.seed,
		closedAt: sampling.closedAt,
		closedBy: rows[0]!.closedBy,
		enteredAt: sampling.enteredAt,
		enteredBy: rows[0]!.enteredBy,
		isDue: sampling.publicNumber === null && shanghaiDay(ctx.now) >= dayOf(sampling.numberOn),
		mayEnter: can(ctx.actor, 'sampling.enter', { authorityId, doneBy: [sampling.closedById] }),
		items: rows.map(
			({
				reviewedById,
				programme: _programme,
				closedBy: _closedBy,
				enteredBy: _enteredBy,
				...item
			}): SamplingItemView => ({
				...item,
				mayCheck:
					item.isDrawn &&
					item.result === null &&
					can(ctx.actor, 'sampling.check', { authorityId, doneBy: [reviewedById] }),
			}),
		),
	}
}
export type SamplingDetails = Awaited<ReturnType<typeof getSampling>>

/** The closed list, byte for byte as it was hashed. */
export async function samplingList(ctx: Context, number: string): Promise<string> {
	const sampling = await findSampling(ctx, number)
	authorize(ctx.actor, 'sampling.view', { authorityId: sampling.authorityId })
	return listText(await listedClaims(ctx, sampling.id))
}
