import { z } from 'zod'
import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { plainJson } from '#app/domain/ledger/call-books.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { relationKinds } from '#app/domain/programmes/facts.ts'
import { relatedTo, relationKnowledge } from '#app/domain/relations/relations.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { reference, text } from '#app/lib/form-fields.ts'
import { findClaim, ownersOf } from './claim-row.server.ts'

/** `seen` is the evidence that was on the page: judging something that changed meanwhile is refused. */
export const judgeRelationForm = z
	.object({
		provider: reference(),
		verdict: z.enum(['related', 'not_related'], { error: 'field.required' }),
		kind: z.enum(relationKinds).optional(),
		reason: text(500),
		seen: z.string().regex(/^\d{1,3}$/, 'field.invalid'),
	})
	.superRefine(({ verdict, kind }, ctx) => {
		if (verdict === 'related' && !kind) ctx.addIssue({ code: 'custom', path: ['kind'], message: 'field.required' })
	})
type Input = z.output<typeof judgeRelationForm> & { number: string }

/**
 * A reviewer says whether the enterprise of a claim and one of its providers are related, and why. The evidence is kept as
 * it was. It counts for all claims of the pair with this authority until new evidence appears. Never said by the person
 * who handed the claim in. Throws not_found, state.changed_meanwhile.
 */
export async function judgeRelation(
	ctx: Context,
	{ number, provider, verdict, kind, reason, seen }: Input,
): Promise<void> {
	const claim = await findClaim(ctx, number)
	authorize(ctx.actor, 'relation.judge', { ...ownersOf(claim), doneBy: [claim.submittedById] })
	if (claim.state === 'draft') throw new DomainError('not_found', { number })
	const [line] = await ctx.db.$queryRaw<{ name: string }[]>`
		SELECT COALESCE(p.name, l.provider_name) AS name FROM claim_line l
		LEFT JOIN "order" o ON o.id = l.order_id LEFT JOIN organisation p ON p.id = o.provider_id
		WHERE l.claim_id = ${claim.id} AND COALESCE(p.credit_code, l.provider_code) = ${provider} LIMIT 1`
	if (!line) throw new DomainError('not_found', { provider })
	const known = await relationKnowledge(ctx, { enterpriseId: claim.enterpriseId, providerCodes: [provider] })
	const { relations } = relatedTo(known, { creditCode: provider, name: line.name }, claim.authorityId)
	if (relations.length !== Number(seen)) throw new DomainError('state.changed_meanwhile', { number })
	const kinds = verdict === 'related' && kind ? [kind] : []
	const write = transact(ctx, async (tx) => {
		await tx.db.relationJudgement.create({
			data: {
				authorityId: claim.authorityId,
				enterpriseId: claim.enterpriseId,
				providerCode: provider,
				claimId: claim.id,
				verdict,
				kinds,
				reason,
				keys: relations.map((relation) => relation.key),
				evidence: plainJson(relations),
				judgedById: memberOf(ctx.actor).accountId,
				judgedAt: tx.now,
			},
		})
		await record(tx, 'claim.relation_judged', number, { provider, verdict, kinds, reason, evidence: relations.length })
		await announce(tx, 'claim.relation_judged', { number, provider, verdict })
	})
	await orRefusal(write)
}
