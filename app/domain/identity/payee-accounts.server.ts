import type { Context } from '#app/domain/context.server.ts'
import { maskAccount, type PayeeState } from './payee-account.ts'
import { authorize, memberOf } from './policy.ts'

const columns = {
	id: true,
	number: true,
	accountName: true,
	accountNo: true,
	bankName: true,
	bankCode: true,
	state: true,
	proposedById: true,
	confirmedById: true,
	confirmedAt: true,
	createdAt: true,
	proofFileId: true,
} as const

/**
 * All payee accounts of one's own organisation, newest first: the one in use, one that waits, and the history. The full
 * number is given only for the one that waits, which somebody has to compare with its proof. `isAlone` tells that the
 * operator confirms because nobody else can.
 */
export async function ownPayeeAccounts(ctx: Context) {
	const { organisationId } = memberOf(ctx.actor)
	authorize(ctx.actor, 'organisation.view', { organisationId })
	const rows = await ctx.db.payeeAccount.findMany({
		where: { organisationId },
		orderBy: { id: 'desc' },
		take: 50,
		select: columns,
	})
	const members = await ctx.db.membership.findMany({
		where: { organisationId, state: 'active' },
		distinct: ['accountId'],
		take: 2,
		select: { accountId: true },
	})
	return { accounts: await withNames(ctx, rows), isAlone: members.length < 2 }
}

/** Proposed accounts of organisations with a single member, which wait for the operator. */
export async function payeeAccountsForOperator(ctx: Context) {
	authorize(ctx.actor, 'operator.view', {})
	const ids = await ctx.db.$queryRaw<{ id: bigint }[]>`
		SELECT p.id FROM payee_account p
		WHERE p.state = 'proposed' AND (SELECT count(DISTINCT m.account_id) FROM membership m
		                                WHERE m.organisation_id = p.organisation_id AND m.state = 'active') = 1
		ORDER BY p.id LIMIT 50`
	const rows = await ctx.db.payeeAccount.findMany({
		where: { id: { in: ids.map((row) => row.id) } },
		orderBy: { id: 'asc' },
		select: { ...columns, organisation: { select: { number: true, name: true, creditCode: true } } },
	})
	return withNames(ctx, rows)
}

type Row = {
	proposedById: bigint
	confirmedById: bigint | null
	proofFileId: bigint | null
	accountNo: string
	state: string
}

/** Adds who proposed and confirmed, and the proof; hides the middle of every number nobody has to compare now. */
async function withNames<R extends Row>(ctx: Context, rows: R[]) {
	const ids = rows.flatMap((row) => [row.proposedById, row.confirmedById ?? row.proposedById])
	const people = await ctx.db.account.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
	const proofs = await ctx.db.storedFile.findMany({
		where: { id: { in: rows.flatMap((row) => row.proofFileId ?? []) } },
		select: { id: true, uuid: true, name: true, sha256: true },
	})
	const nameOf = (id: bigint | null) => people.find((person) => person.id === id)?.name ?? null
	return rows.map((row) => ({
		...row,
		state: row.state as PayeeState,
		accountNo: row.state === 'proposed' ? row.accountNo : maskAccount(row.accountNo),
		proposedByName: nameOf(row.proposedById),
		confirmedByName: nameOf(row.confirmedById),
		proof: proofs.find((file) => file.id === row.proofFileId) ?? null,
	}))
}
