import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { keepContent } from '#app/platform/storage.server.ts'
import { type FilePurpose, mimeOf, plainName } from './file.ts'

export type FileOwner = {
	purpose: FilePurpose
	/** whose file it is; its people may always read it */
	organisationId: bigint
	/** the order it is evidence of: both parties may read it */
	orderId?: bigint
	/** the claim it is evidence of: the claim's authority may read it */
	claimId?: bigint
	/** what was read in it, as JSON */
	reading?: object
}
export type StoredFileRef = { id: bigint; uuid: string; sha256: string }

/**
 * Keeps an uploaded or made file: content on disk under its hash, one row about it. Authorise first.
 * Refuses file.empty and file.type_refused (extension not ours, or the bytes say otherwise).
 */
export async function storeFile(ctx: Context, file: File, owner: FileOwner): Promise<StoredFileRef> {
	const bytes = new Uint8Array(await file.arrayBuffer())
	if (bytes.byteLength === 0) throw new DomainError('file.empty')
	const name = plainName(file.name)
	const mime = mimeOf(name, bytes)
	if (!mime) throw new DomainError('file.type_refused', { name })
	const sha256 = await keepContent(bytes)
	return recordFile(ctx, { name, mime, sizeBytes: bytes.byteLength, sha256 }, owner)
}

/** The row about a content that is already kept, by whoever knows what it is. Authorise first. */
export async function recordFile(
	ctx: Context,
	content: { name: string; mime: string; sizeBytes: number; sha256: string },
	owner: FileOwner,
): Promise<StoredFileRef> {
	return ctx.db.storedFile.create({
		data: {
			organisationId: owner.organisationId,
			uploadedById: ctx.actor.type === 'member' ? ctx.actor.accountId : null,
			...content,
			purpose: owner.purpose,
			orderId: owner.orderId ?? null,
			claimId: owner.claimId ?? null,
			...(owner.reading ? { reading: owner.reading as never } : {}), // why: plain JSON, which Prisma types otherwise
			createdAt: ctx.now,
		},
		select: { id: true, uuid: true, sha256: true },
	})
}
