import type { Context } from '#app/domain/context.server.ts'

/** A role from now on: a new row, or the row of a role the person once had. Authorise first; the database guards pairs. */
export async function grantRole(
	tx: Context,
	role: { accountId: bigint; organisationId: bigint; role: string; proposedById: bigint; approvedById?: bigint | null },
): Promise<void> {
	const given = { ...role, approvedById: role.approvedById ?? null, state: 'active', endedAt: null }
	await tx.db.membership.upsert({
		where: {
			accountId_organisationId_role: {
				accountId: role.accountId,
				organisationId: role.organisationId,
				role: role.role,
			},
		},
		create: given,
		update: given,
	})
}
