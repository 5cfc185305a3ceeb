import { createHash } from 'node:crypto'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf, endOfDay, shanghaiDay, startOfDay } from '#app/lib/time.ts'
import { type CloseSamplingInput, listText } from './sampling.ts'

/**
 * Closes the list of a programme's claims approved in a time and hashes it, naming the public number of a later day that
 * will choose from it. Claims on an earlier list are not listed again. Share and article come from the programme's rules
 * in force. Throws sampling.not_in_rules, sampling.number_too_early, sampling.nothing_to_list.
 */
export async function closeSampling(ctx: Context, input: CloseSamplingInput): Promise<{ number: string }> {
	const programme = await ctx.db.programme.findUnique({
		where: { number: input.programme },
		include: { versions: { where: { state: 'published' }, orderBy: { versionNo: 'desc' }, take: 1 } },
	})
	if (!programme) throw new DomainError('not_found', { number: input.programme })
	authorize(ctx.actor, 'sampling.close', { authorityId: programme.authorityId })
	const [version] = programme.versions
	const rule = version ? (await documentOf(ctx, version.id)).process.sampling : undefined
	if (!rule) throw new DomainError('sampling.not_in_rules', { field: 'programme' })
	if (input.numberOn <= shanghaiDay(ctx.now)) throw new DomainError('sampling.number_too_early', { field: 'numberOn' })
	const number = await nextNumber(ctx, 'sampling')
	const write = transact(ctx, async (tx) => {
		const claims = await tx.db.$queryRaw<{ id: bigint; claim: string; amountFen: bigint; isSilent: boolean }[]>`
			SELECT c.id, c.number AS claim, c.approved_fen AS "amountFen",
				EXISTS (SELECT FROM claim_line l JOIN silent_acceptance x ON x.order_id = l.order_id WHERE l.claim_id = c.id) AS "isSilent" FROM claim c
			WHERE c.programme_id = ${programme.id} AND c.state IN ('approved', 'partly_paid', 'paid') AND c.approved_fen > 0
				AND c.approved_at >= ${startOfDay(input.fromOn)} AND c.approved_at < ${endOfDay(input.untilOn)}
				AND NOT EXISTS (SELECT FROM claim_line l WHERE l.claim_id = c.id AND l.kind = 'clearing')
				AND NOT EXISTS (SELECT FROM sampling_item i WHERE i.claim_id = c.id)
			ORDER BY c.number COLLATE "C"`
		if (claims.length === 0) throw new DomainError('sampling.nothing_to_list', { field: 'fromOn' })
		const listHash = createHash('sha256').update(listText(claims)).digest('hex')
		const sampling = await tx.db.sampling.create({
			data: {
				number,
				programmeId: programme.id,
				authorityId: programme.authorityId,
				fromOn: dateOf(input.fromOn),
				untilOn: dateOf(input.untilOn),
				takenBy: rule.by,
				bp: rule.bp,
				article: rule.article ?? '',
				listHash,
				claimCount: claims.length,
				totalFen: claims.reduce((sum, claim) => sum + claim.amountFen, 0n),
				numberName: input.numberName,
				numberOn: dateOf(input.numberOn),
				closedById: memberOf(ctx.actor).accountId,
				closedAt: ctx.now,
			},
		})
		await tx.db.samplingItem.createMany({
			data: claims.map((claim, index) => ({
				samplingId: sampling.id,
				claimId: claim.id,
				lineNo: index + 1,
				amountFen: claim.amountFen,
				isSilent: claim.isSilent,
			})),
		})
		await record(tx, 'sampling.closed', number, { programme: input.programme, listHash, claims: claims.length })
		await announce(tx, 'sampling.closed', { number })
	})
	await orRefusal(write, { sampling_item_claim: 'state.changed_meanwhile' })
	return { number }
}
