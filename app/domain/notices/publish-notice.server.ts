import { createHash } from 'node:crypto'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { claimNoticeDays } from '#app/domain/claims/claim-process.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { addWorkingDays } from '#app/domain/divisions/working-days.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { canonicalJson } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { documentsOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { addDays, dateOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import type { NoticeSnapshot } from './notice.ts'
import { type ListedClaim, listedClaims } from './reviewed-claims.server.ts'

type PublishInput = { fund: string; title: string; basis: string; contact: string; claims: readonly string[] }

/**
 * Lays reviewed claims of one fund open to everybody: numbered, with its basis, list, contact and days, sealed by the hash
 * of its snapshot. Services go by their neutral category. It runs from the day after publication to 24:00 of the last day,
 * for the longest time any of the claims' programme versions asks. Whoever cut a claim on the list does not publish it
 * (access.other_person).
 */
export async function publishNotice(ctx: Context, input: PublishInput): Promise<{ number: string }> {
	const fund = await ctx.db.fund.findUnique({ where: { number: input.fund } })
	if (!fund) throw new DomainError('not_found', { number: input.fund })
	const claims = await listedClaims(ctx, { fundId: fund.id, numbers: input.claims })
	const cutBy = claims.filter((claim) => claim.approvedFen < claim.claimedFen).map((claim) => claim.reviewedById)
	authorize(ctx.actor, 'notice.publish', { authorityId: fund.authorityId, doneBy: cutBy })
	if (claims.length === 0 || claims.length !== new Set(input.claims).size)
		throw new DomainError('state.changed_meanwhile')

	const publishedOn = shanghaiDay(ctx.now)
	const opensOn = addDays(publishedOn, 1)
	const closesOn = await lastDay(ctx, claims, publishedOn)
	if (closesOn < opensOn) throw new DomainError('state.not_allowed', { number: input.fund })
	const number = await nextNumber(ctx, 'notice')
	const authority = await ctx.db.organisation.findUniqueOrThrow({
		where: { id: fund.authorityId },
		select: { name: true },
	})
	const snapshot = snapshotOf({ ...input, number, authority: authority.name, fund, opensOn, closesOn }, claims)
	const snapshotHash = createHash('sha256').update(canonicalJson(snapshot)).digest('hex')

	const write = transact(ctx, async (tx) => {
		const notice = await tx.db.notice.create({
			data: {
				number,
				authorityId: fund.authorityId,
				fundId: fund.id,
				title: input.title,
				basis: input.basis,
				contact: input.contact,
				snapshot,
				snapshotHash,
				opensOn: dateOf(opensOn),
				closesOn: dateOf(closesOn),
				publishedById: memberOf(ctx.actor).accountId,
				publishedAt: ctx.now,
			},
		})
		await tx.db.noticeItem.createMany({ data: claims.map((claim) => ({ noticeId: notice.id, claimId: claim.id })) })
		const { count } = await tx.db.claim.updateMany({
			where: { id: { in: claims.map((claim) => claim.id) }, state: 'reviewed' },
			data: { state: 'on_notice' },
		})
		if (count !== claims.length) throw new DomainError('state.changed_meanwhile')
		const numbers = claims.map((claim) => claim.number)
		await record(tx, 'notice.published', number, { claims: numbers, closesOn, snapshotHash })
		await announce(tx, 'notice.published', { number, claims: numbers })
	})
	await orRefusal(write)
	return { number }
}

/** The last day: the longest of what the claims' versions ask, counted from the day after publication. */
async function lastDay(ctx: Context, claims: readonly ListedClaim[], publishedOn: LocalDate): Promise<LocalDate> {
	let last = publishedOn
	const documents = await documentsOf(
		ctx,
		claims.map((claim) => claim.versionId),
	)
	for (const document of documents.values()) {
		const days = claimNoticeDays(document)
		const isWorking = document.process.notice.dayKind === 'working'
		const until = isWorking ? await addWorkingDays(ctx, publishedOn, days) : addDays(publishedOn, days)
		if (until > last) last = until
	}
	return last
}

type Head = Omit<PublishInput, 'fund' | 'claims'> & {
	number: string
	authority: string
	fund: { number: string; name: string }
	opensOn: LocalDate
	closesOn: LocalDate
}

function snapshotOf(head: Head, claims: readonly ListedClaim[]): NoticeSnapshot {
	return {
		number: head.number,
		title: head.title,
		basis: head.basis,
		contact: head.contact,
		authority: head.authority,
		fund: { number: head.fund.number, name: head.fund.name },
		opensOn: head.opensOn,
		closesOn: head.closesOn,
		totalFen: claims.reduce((sum, claim) => sum + claim.approvedFen, 0n).toString(),
		items: claims.map((claim, index) => ({
			no: index + 1,
			claim: claim.number,
			enterprise: claim.enterprise,
			provider: (claim.providers ?? []).join('、'),
			service: { zh: claim.servicesZh.join('、'), en: claim.servicesEn.join(', ') },
			amountFen: claim.approvedFen.toString(),
		})),
	}
}
