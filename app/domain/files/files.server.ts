import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import type { StoredFile } from '#app/platform/.server/prisma/client.ts'
import { readContent } from '#app/platform/storage.server.ts'

export type ReadableFile = Pick<StoredFile, 'name' | 'mime' | 'sizeBytes' | 'sha256'> & {
	content: Uint8Array<ArrayBuffer>
}

/**
 * A stored file with its content, for whoever may read it: the organisation it belongs to, both parties of its order,
 * and the authority that rules on a claim it proves. The body of a report is between the parties: an authority sees its
 * number, date and hash, never the file. The operator sees proofs of payee accounts, which it may have to confirm. A file
 * one may not read does not exist (not_found).
 */
export async function fileForReading(ctx: Context, uuid: string): Promise<ReadableFile> {
	const actor = memberOf(ctx.actor)
	const file = isUuid(uuid) ? await ctx.db.storedFile.findUnique({ where: { uuid } }) : null
	const isOperators = file?.purpose === 'payee-proof' && actor.roles.includes('operator')
	if (!file || !(isOperators || (await mayRead(ctx, actor.organisationId, file)))) throw new DomainError('not_found')
	const { name, mime, sizeBytes, sha256 } = file
	return { name, mime, sizeBytes, sha256, content: await readContent(sha256) }
}

/** Whether a text is the uuid of some file. */
export const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

async function mayRead(ctx: Context, organisationId: bigint, file: StoredFile): Promise<boolean> {
	if (file.organisationId === organisationId) return true
	if (file.orderId && (await isParty(ctx, organisationId, file.orderId))) return true
	return file.purpose !== 'report' && (await isAuthorityOf(ctx, organisationId, file))
}

async function isParty(ctx: Context, organisationId: bigint, orderId: bigint): Promise<boolean> {
	const order = await ctx.db.order.findUnique({
		where: { id: orderId },
		select: { enterpriseId: true, providerId: true },
	})
	return order?.enterpriseId === organisationId || order?.providerId === organisationId
}

/** Whether the organisation is the authority of a claim or application the file was handed in with. */
async function isAuthorityOf(ctx: Context, organisationId: bigint, file: StoredFile): Promise<boolean> {
	const [answer] = await ctx.db.$queryRaw<{ allowed: boolean }[]>`
		SELECT EXISTS (
			SELECT FROM claim c JOIN fund f ON f.id = c.fund_id
			WHERE f.authority_id = ${organisationId} AND c.state <> 'draft' AND (
				c.id = ${file.claimId}
				OR (${file.orderId}::bigint IS NOT NULL AND EXISTS (
					SELECT FROM claim_line l WHERE l.claim_id = c.id AND l.order_id = ${file.orderId}))
				OR (${file.purpose} = 'payee-proof' AND EXISTS (
					SELECT FROM payee_account p WHERE p.id = c.payee_account_id AND p.proof_file_id = ${file.id})))
		) OR EXISTS (
			SELECT FROM application a JOIN round r ON r.id = a.round_id JOIN programme p ON p.id = r.programme_id
			WHERE p.authority_id = ${organisationId} AND a.commitment_file_id = ${file.id}
		) AS allowed`
	return answer?.allowed === true
}
