import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import type { Evaluation } from '#app/domain/programmes/evaluation.ts'
import { givingKind, isDrawn } from '#app/domain/programmes/giving-rules.ts'
import { mostAsked } from '#app/domain/programmes/reckon-face.ts'
import { roundOf } from '#app/domain/programmes/rounds.server.ts'
import { offers } from '#app/lib/machine.ts'
import { fen } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'
import {
	type ApplicationState,
	applicationMachine,
	applicationPermission,
	applicationStates,
	liveApplicationStates,
} from './application.ts'
import { findApplication } from './application-row.server.ts'
import { evaluateApplication } from './application-rules.server.ts'

export type ApplicationItem = {
	number: string
	state: ApplicationState
	requestedFen: bigint
	possibleFen: bigint
	submittedAt: Date
	roundName: string
	roundNumber: string
	enterpriseName: string
	enterpriseNameEn: string | null
	enterpriseDemo: boolean
	programmeName: string
	voucherNumber: string | null
}

const columns = `a.number, a.state, a.requested_fen AS "requestedFen", coalesce((a.evaluation ->> 'amountFen')::bigint, 0) AS "possibleFen",
	a.submitted_at AS "submittedAt", r.name AS "roundName", r.number AS "roundNumber", o.name AS "enterpriseName",
	o.name_en AS "enterpriseNameEn", o.is_demo AS "enterpriseDemo", p.name AS "programmeName", v.number AS "voucherNumber"
	FROM application a JOIN round r ON r.id = a.round_id JOIN programme p ON p.id = r.programme_id
	JOIN organisation o ON o.id = a.enterprise_id LEFT JOIN voucher v ON v.application_id = a.id`

/** Applications of the actor's enterprise that are no voucher yet, newest first. */
export async function listOwnApplications(ctx: Context): Promise<ApplicationItem[]> {
	const { organisationId } = memberOf(ctx.actor)
	return ctx.db.$queryRawUnsafe<ApplicationItem[]>(
		`SELECT ${columns} WHERE a.enterprise_id = $1 AND a.state <> 'granted' ORDER BY a.id DESC LIMIT 20`, // columns is a constant of this file
		organisationId,
	)
}

export const applicationsPerPage = 20

/** The queue of the actor's authority in one state, oldest first where somebody waits, with the number in each state. */
export async function listApplications(ctx: Context, { state, page }: { state: ApplicationState; page: number }) {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'application.view', { authorityId: organisationId })
	const newestFirst = state === 'submitted' ? 'ASC' : 'DESC'
	const [items, counted] = await Promise.all([
		ctx.db.$queryRawUnsafe<ApplicationItem[]>(
			`SELECT ${columns} WHERE p.authority_id = $1 AND a.state = $2 ORDER BY a.id ${newestFirst} LIMIT $3 OFFSET $4`, // constants of this file
			organisationId,
			state,
			applicationsPerPage,
			(page - 1) * applicationsPerPage,
		),
		ctx.db.$queryRaw<{ state: ApplicationState; count: bigint }[]>`
			SELECT a.state, count(*) AS count FROM application a JOIN round r ON r.id = a.round_id JOIN programme p ON p.id = r.programme_id
			WHERE p.authority_id = ${organisationId} GROUP BY a.state`,
	])
	const counts = Object.fromEntries(
		applicationStates.map((name) => [name, Number(counted.find((row) => row.state === name)?.count ?? 0n)]),
	) as Record<ApplicationState, number>
	return { items, counts, total: counts[state] }
}

/**
 * One application with the rules' answer of this moment (while it is open) and the steps open to the actor. Throws
 * not_found, access.denied.
 */
export async function getApplication(ctx: Context, number: string) {
	const application = await findApplication(ctx, number)
	const subject = { ...application, doneBy: undefined }
	authorize(ctx.actor, 'application.view', subject)
	const roundRow = await ctx.db.round.findUniqueOrThrow({
		where: { id: application.roundId },
		select: { number: true },
	})
	const [round, draw, enterprise, voucher, file, reviewer] = await Promise.all([
		roundOf(ctx, roundRow.number),
		ctx.db.draw.findUnique({ where: { roundId: application.roundId }, select: { id: true } }),
		ctx.db.organisation.findUniqueOrThrow({
			where: { id: application.enterpriseId },
			select: { name: true, nameEn: true, creditCode: true, isDemo: true, divisionCode: true, status: true },
		}),
		ctx.db.voucher.findUnique({ where: { applicationId: application.id }, select: { number: true } }),
		application.commitmentFileId
			? ctx.db.storedFile.findUnique({
					where: { id: application.commitmentFileId },
					select: { uuid: true, name: true, sha256: true },
				})
			: null,
		application.reviewedById
			? ctx.db.account.findUnique({ where: { id: application.reviewedById }, select: { name: true } })
			: null,
	])
	const isOpen = application.state === 'submitted' || application.state === 'returned'
	const requested = { requestedFen: fen(application.requestedFen), at: shanghaiDay(application.submittedAt) }
	const current = isOpen
		? await evaluateApplication(ctx, round, { enterpriseId: application.enterpriseId, ...requested })
		: null
	const deciding = { ...application, doneBy: [application.submittedById] }
	return {
		number: application.number,
		state: application.state,
		requestedFen: fen(application.requestedFen),
		submittedAt: application.submittedAt,
		decidedAt: application.decidedAt,
		reviewReason: application.reviewReason,
		reviewer: reviewer?.name ?? null,
		commitmentText: application.commitmentText,
		commitmentFile: file,
		round: { number: round.number, name: round.name, noticeNo: round.noticeNo, contact: round.contact },
		programme: {
			number: round.programmeNumber,
			name: round.document.name,
			payers: round.document.payers.map(({ code, name }) => ({ code, name })),
		},
		enterprise,
		voucherNumber: voucher?.number ?? null,
		evaluation: current ? current.evaluation : storedAnswer(application.evaluation),
		giving: givingKind(round.document),
		isListClosed: draw !== null,
		steps: offers(applicationMachine, application.state).filter(
			(event) =>
				!(isDrawn(round.document) && (event === 'grant' || (draw && event !== 'withdraw'))) &&
				can(
					ctx.actor,
					applicationPermission[event],
					applicationPermission[event] === 'application.decide' ? deciding : subject,
				),
		),
	}
}
export type ApplicationPage = Awaited<ReturnType<typeof getApplication>>

type Answer = Pick<Evaluation, 'decision' | 'amountFen' | 'split' | 'reasons'>

/** The rules' answer as it was stored: amounts as text become fen again. */
function storedAnswer(json: unknown): Answer {
	const stored = json as { [K in keyof Answer]: unknown } & {
		amountFen: string
		split: { source: string; amountFen: string }[]
	}
	const reasons = stored.reasons as (Omit<Evaluation['reasons'][number], 'amountFen'> & { amountFen?: string })[]
	return {
		decision: stored.decision as Answer['decision'],
		amountFen: fen(stored.amountFen),
		split: stored.split.map((part) => ({ ...part, amountFen: fen(part.amountFen) })),
		reasons: reasons.map(({ amountFen, ...reason }) =>
			amountFen == null ? reason : { ...reason, amountFen: fen(amountFen) },
		),
	}
}

/** What the apply page needs: the round, the rules' answer for an amount, and an application already living there. */
export async function getApply(ctx: Context, roundNumber: string, requestedFen: bigint | null) {
	const member = memberOf(ctx.actor)
	authorize(ctx.actor, 'application.submit', { enterpriseId: member.organisationId })
	const round = await roundOf(ctx, roundNumber)
	const { face } = round.document.grant
	const mostFen = face?.kind === 'flat' ? face.fen : (mostAsked(face) ?? null)
	const asked = requestedFen === null ? (mostFen ?? undefined) : fen(requestedFen)
	const [{ evaluation }, enterprise, live] = await Promise.all([
		evaluateApplication(ctx, round, {
			enterpriseId: member.organisationId,
			requestedFen: asked,
			at: shanghaiDay(ctx.now),
		}),
		ctx.db.organisation.findUniqueOrThrow({ where: { id: member.organisationId } }),
		ctx.db.application.findFirst({
			where: {
				roundId: round.id,
				enterpriseId: member.organisationId,
				state: { in: [...liveApplicationStates] },
			},
			select: { number: true, state: true },
		}),
	])
	return {
		round,
		evaluation,
		mostFen,
		askedFen: asked ?? evaluation.amountFen,
		enterprise,
		live,
		isVerified: member.isVerified,
	}
}
