import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { findDivision } from '#app/domain/divisions/divisions.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { RegisterInput } from './organisation.ts'
import { hashPassword } from './password.server.ts'

/**
 * Registers an enterprise or a provider with its first account, which manages it. The organisation may work at once on
 * its own data; what needs a verified entity waits for the operator. Answers who is to be signed in.
 * Refuses identity.credit_code_taken, identity.email_taken.
 */
export async function registerOrganisation(ctx: Context, input: RegisterInput) {
	if (!(await findDivision(ctx, input.divisionCode))) throw new DomainError('input.invalid', { field: 'divisionCode' })
	const known = await ctx.db.organisation.findUnique({ where: { creditCode: input.creditCode }, select: { id: true } })
	if (known) throw new DomainError('identity.credit_code_taken', { field: 'creditCode' })
	const passwordHash = await hashPassword(input.password)
	const work = transact(ctx, async (tx) => {
		const number = await nextNumber(tx, 'organisation')
		const organisation = await tx.db.organisation.create({
			data: {
				number,
				creditCode: input.creditCode,
				kind: input.kind,
				providerKind: input.kind === 'provider' ? input.providerKind : null,
				name: input.name,
				divisionCode: input.divisionCode,
				contactName: input.personName,
				contactPhone: input.contactPhone,
			},
		})
		const account = await tx.db.account.create({
			data: { email: input.email, name: input.personName, phone: input.contactPhone, passwordHash },
		})
		await tx.db.membership.create({
			data: { accountId: account.id, organisationId: organisation.id, role: `${input.kind}_admin` },
		})
		await record(tx, 'organisation.registered', number, {
			accountId: account.id,
			name: input.name,
			creditCode: input.creditCode,
		})
		await announce(tx, 'organisation.registered', { organisationId: organisation.id })
		return { accountId: account.id, organisationId: organisation.id, number }
	})
	return orRefusal(work, {
		credit_code: ['identity.credit_code_taken', 'creditCode'],
		email: ['identity.email_taken', 'email'],
	})
}
