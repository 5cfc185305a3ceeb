import type { Context } from '#app/domain/context.server.ts'
import { authorize, can, memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { dayOf } from '#app/lib/time.ts'
import { judgeDraft } from './draft-row.server.ts'
import { namesOf } from './people-names.server.ts'
import { roundStanding } from './programme.ts'
import { documentOf } from './programmes.server.ts'
import { programmePage } from './public-programmes.server.ts'
import { type RoundRatio, ratiosOf } from './round-ratio.server.ts'
import type { JsonObject } from './schema-fields.ts'

/** The programmes of the actor's authority with what is published, being worked on, and their rounds. */
export async function listDeskProgrammes(ctx: Context) {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'programme.view_desk', { authorityId: organisationId })
	const programmes = await ctx.db.programme.findMany({
		where: { authorityId: organisationId },
		orderBy: [{ isSample: 'asc' }, { id: 'desc' }],
		include: {
			versions: { orderBy: { versionNo: 'desc' }, select: { versionNo: true, state: true } },
			rounds: { select: { state: true, opensAt: true, closesAt: true } },
		},
	})
	return {
		mayEdit: can(ctx.actor, 'programme.edit', { authorityId: organisationId }),
		programmes: programmes.map(({ number, name, nameEn, isSample, versions, rounds }) => ({
			number,
			name,
			nameEn,
			isSample,
			published: versions.find((version) => version.state === 'published')?.versionNo ?? null,
			inWork: versions.find((version) => version.state === 'draft' || version.state === 'submitted') ?? null,
			openRounds: rounds.filter((round) => roundStanding(round, ctx.now) === 'open').length,
			draftRounds: rounds.filter((round) => round.state === 'draft').length,
		})),
	}
}

/** Published programmes whose rules a new one may start from: the authority's own first, then others and samples. */
export async function listProgrammesToCopy(ctx: Context) {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'programme.edit', { authorityId: organisationId })
	const programmes = await ctx.db.programme.findMany({
		where: { versions: { some: { state: 'published' } } },
		orderBy: [{ isSample: 'asc' }, { id: 'asc' }],
		select: { number: true, name: true, nameEn: true, isSample: true, authorityId: true },
		take: 200,
	})
	const isOwn = (programme: { authorityId: bigint }) => programme.authorityId === organisationId
	return programmes.sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)))
}

/**
 * One programme for its authority: versions with what may be done to each, the version asked for (else the one being
 * worked on, else the newest) as its page will look, rounds and funds. Throws not_found, access.denied.
 */
export async function getDeskProgramme(ctx: Context, number: string, versionNo: number | null, locale: Locale) {
	const programme = await ctx.db.programme.findUnique({
		where: { number },
		include: {
			versions: { orderBy: { versionNo: 'desc' }, omit: { document: true } },
			rounds: { orderBy: { id: 'desc' } },
			funds: { orderBy: { id: 'desc' }, select: { id: true, number: true, name: true, state: true } },
		},
	})
	if (!programme) throw new DomainError('not_found', { number })
	const { authorityId } = programme
	authorize(ctx.actor, 'programme.view_desk', { authorityId })
	const shown = programme.versions.find((version) => version.versionNo === versionNo) ?? programme.versions[0]
	const [people, page] = await Promise.all([
		namesOf(ctx, [
			...programme.versions.flatMap((version) => [version.createdById, version.publishedById]),
			...programme.rounds.flatMap((round) => [round.createdById, round.approvedById]),
		]),
		shown ? shownPage(ctx, shown, locale) : null,
	])
	const ratios = await ratiosOf(ctx, programme.rounds)
	const may = (permission: Parameters<typeof can>[1], doneBy: (bigint | null)[] = []) =>
		can(ctx.actor, permission, { authorityId, doneBy })
	return {
		number,
		name: programme.name,
		nameEn: programme.nameEn,
		isSample: programme.isSample,
		shown: shown ? { versionNo: shown.versionNo, state: shown.state, documentHash: shown.documentHash } : null,
		page,
		versions: programme.versions.map((version) => ({
			versionNo: version.versionNo,
			state: version.state,
			documentHash: version.documentHash,
			createdAt: version.createdAt,
			createdBy: people.get(version.createdById) ?? '',
			publishedAt: version.publishedAt,
			publishedBy: version.publishedById === null ? null : (people.get(version.publishedById) ?? ''),
			mayPublish: version.state === 'submitted' && may('programme.publish', [version.createdById]),
		})),
		rounds: programme.rounds.map((round) => ({
			number: round.number,
			name: round.name,
			noticeNo: round.noticeNo,
			opensAt: round.opensAt,
			closesAt: round.closesAt,
			serviceFrom: dayOf(round.serviceFrom),
			serviceUntil: dayOf(round.serviceUntil),
			fund: programme.funds.find((fund) => fund.id === round.fundId)?.number ?? '',
			versionNo: programme.versions.find((version) => version.id === round.versionId)?.versionNo ?? 0,
			giving: round.giving,
			state: round.state,
			standing: roundStanding(round, ctx.now),
			createdBy: people.get(round.createdById) ?? '',
			approvedBy: round.approvedById === null ? null : (people.get(round.approvedById) ?? ''),
			mayApprove: round.state === 'draft' && may('round.approve', [round.createdById]),
			mayClose: round.state === 'approved' && may('round.approve'),
			ratio: ratioOf(round, ratios.get(round.id), may),
		})),
		funds: programme.funds.map((fund) => ({ number: fund.number, name: fund.name, state: fund.state })),
		hasPublished: programme.versions.some((version) => version.state === 'published'),
		may: { edit: may('programme.edit'), round: may('round.edit') },
	}
}

type May = (permission: Parameters<typeof can>[1], doneBy?: (bigint | null)[]) => boolean

/** What a round's ratio is or waits for; null where the rules ask for none or the round is a draft. */
function ratioOf(round: { state: string }, ratio: RoundRatio | undefined, may: May) {
	if (!ratio || round.state === 'draft') return null
	const { kind, proposal, isApproved } = ratio
	return {
		kind,
		bp: proposal?.bp ?? null,
		documentNo: proposal?.documentNo ?? null,
		isApproved,
		mayPropose: !isApproved && may('round.edit'),
		mayApprove: !isApproved && proposal !== null && may('round.approve', [proposal.proposedById]),
	}
}

/** How a version will look; a draft with faults has no page yet. */
async function shownPage(ctx: Context, { id, state }: { id: bigint; state: string }, locale: Locale) {
	if (state !== 'draft') return programmePage(ctx, await documentOf(ctx, id), locale)
	const { document } = await ctx.db.programmeVersion.findUniqueOrThrow({ where: { id }, select: { document: true } })
	const judged = judgeDraft(document as JsonObject)
	return judged.document ? programmePage(ctx, judged.document, locale) : null
}

export type DeskProgramme = Awaited<ReturnType<typeof getDeskProgramme>>

/** The document of a version as it was uploaded: published ones for anyone, others for their authority. Throws not_found. */
export async function getDocumentJson(ctx: Context, number: string, versionNo: number): Promise<string> {
	const version = await ctx.db.programmeVersion.findFirst({
		where: { programme: { number }, versionNo },
		include: { programme: true },
	})
	if (!version) throw new DomainError('not_found', { number, versionNo })
	if (version.state !== 'published' && version.state !== 'withdrawn')
		authorize(ctx.actor, 'programme.view_desk', { authorityId: version.programme.authorityId })
	return JSON.stringify(version.document, null, '\t')
}
