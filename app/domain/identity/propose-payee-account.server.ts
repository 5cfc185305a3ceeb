import { announce, record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { orRefusal } from '#app/domain/ledger/database-refusals.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { isNameOf, maskAccount, type PayeeInput } from './payee-account.ts'
import { authorize, memberOf } from './policy.ts'

/**
 * Proposes where public money for one's organisation is to go, with proof (bank certificate or account permit). The
 * present account stays in use until another person confirms the new one. Answers the number.
 * Refuses identity.payee_name_differs unless the account is in the entity's own name, identity.payee_pending while
 * another proposal waits.
 */
export async function proposePayeeAccount(ctx: Context, input: PayeeInput): Promise<string> {
	const { organisationId, accountId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'payee.propose', { organisationId })
	const organisation = await ctx.db.organisation.findUniqueOrThrow({ where: { id: organisationId } })
	if (organisation.kind !== 'enterprise' && organisation.kind !== 'provider') throw new DomainError('access.denied')
	if (!isNameOf(input.accountName, organisation.name))
		throw new DomainError('identity.payee_name_differs', { field: 'accountName', name: organisation.name })
	const work = transact(ctx, async (tx) => {
		const proof = await storeFile(tx, input.proof, { purpose: 'payee-proof', organisationId })
		const number = await nextNumber(tx, 'payee')
		const { accountNo, bankName, bankCode } = input
		await tx.db.payeeAccount.create({
			data: {
				number,
				organisationId,
				accountName: organisation.name,
				accountNo,
				bankName,
				bankCode,
				proofFileId: proof.id,
				proposedById: accountId,
			},
		})
		await record(tx, 'payee.proposed', number, { accountNo: maskAccount(accountNo), bankCode, proof: proof.sha256 })
		await announce(tx, 'payee.proposed', { organisationId, number })
		return number
	})
	return orRefusal(work, { payee_account_one_proposed: 'identity.payee_pending' })
}
