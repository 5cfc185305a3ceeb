import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { findDivision } from '#app/domain/divisions/divisions.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { EnrolInput } from './authority.ts'
import { authorize, memberOf } from './policy.ts'
import { writeInvitation } from './write-invitation.server.ts'

/**
 * Enrols the authority of a division with its first two officers. Both get an invitation; from then on the operator has
 * no say: every further role is given by two of the authority's own people. Answers the number and the two tokens.
 */
export async function enrolAuthority(
	ctx: Context,
	input: EnrolInput,
): Promise<{ number: string; tokens: [string, string] }> {
	authorize(ctx.actor, 'authority.enrol', {})
	if (!(await findDivision(ctx, input.divisionCode))) throw new DomainError('input.invalid', { field: 'divisionCode' })
	const { name, creditCode, divisionCode } = input
	const work = transact(ctx, async (tx) => {
		const number = await nextNumber(tx, 'organisation')
		const verified = { status: 'verified', verifiedById: memberOf(tx.actor).accountId, verifiedAt: tx.now }
		const { id: organisationId } = await tx.db.organisation.create({
			data: { number, kind: 'authority', name, creditCode, divisionCode, ...verified },
		})
		const first = { organisationId, name: input.firstName, email: input.firstEmail, roles: input.firstRoles }
		const second = { organisationId, name: input.secondName, email: input.secondEmail, roles: input.secondRoles }
		const tokens: [string, string] = [
			await writeInvitation(tx, first, 'open'),
			await writeInvitation(tx, second, 'open'),
		]
		await record(tx, 'authority.enrolled', number, {
			name,
			creditCode,
			divisionCode,
			officers: [first, second].map(({ email, roles }) => ({ email, roles })),
		})
		await announce(tx, 'authority.enrolled', { organisationId })
		return { number, tokens }
	})
	return orRefusal(work, { credit_code: ['identity.credit_code_taken', 'creditCode'] })
}
