import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { findDivision } from '#app/domain/divisions/divisions.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { ProfileInput } from './organisation.ts'
import { authorize, memberOf } from './policy.ts'

/**
 * Changes how one's organisation is reached and where it is registered. Name and credit code are not among it: they are
 * what was verified. A new division counts for programmes from the next evaluation on and is in the audit log.
 */
export async function editOrganisation(ctx: Context, input: ProfileInput): Promise<void> {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'organisation.edit', { organisationId })
	if (!(await findDivision(ctx, input.divisionCode))) throw new DomainError('input.invalid', { field: 'divisionCode' })
	const { providerKind, establishedOn, ...reach } = input
	await transact(ctx, async (tx) => {
		const before = await tx.db.organisation.findUniqueOrThrow({ where: { id: organisationId } })
		const known = before.facts as Record<string, string>
		const ofProvider = {
			providerKind: providerKind ?? before.providerKind,
			facts: establishedOn ? { ...known, establishedOn } : known,
		}
		await tx.db.organisation.update({
			where: { id: organisationId },
			data: {
				...reach,
				nameEn: input.nameEn || null,
				address: input.address || null,
				legalRepresentative: input.legalRepresentative || null,
				...(before.kind === 'provider' ? ofProvider : {}),
			},
		})
		await record(tx, 'organisation.edited', before.number, { ...input, formerDivision: before.divisionCode })
	})
}
