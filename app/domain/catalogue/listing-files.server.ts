import type { Context } from '#app/domain/context.server.ts'
import { isUuid } from '#app/domain/files/files.server.ts'
import { recordFile } from '#app/domain/files/store-file.server.ts'
import { can } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { keepContent, readContent } from '#app/platform/storage.server.ts'

type NewFile = {
	kind: 'photo' | 'small_photo' | 'document'
	name: string
	mime: string
	content: Uint8Array<ArrayBuffer>
}
type Owner = { id: bigint; provider: { id: bigint } }

/** Keeps a file for a listing and answers its uuid. Authorise first. */
export async function keepListingFile(
	tx: Context,
	listing: Owner,
	{ kind, content, ...file }: NewFile,
): Promise<string> {
	const { id, uuid } = await recordFile(
		tx,
		{ ...file, sizeBytes: content.byteLength, sha256: await keepContent(content) },
		{ purpose: kind === 'document' ? 'listing-document' : 'listing-photo', organisationId: listing.provider.id },
	)
	await tx.db.listingFile.create({ data: { fileId: id, listingId: listing.id, kind } })
	return uuid
}

export type ListingFile = {
	name: string
	mime: string
	sha256: string
	content: Uint8Array<ArrayBuffer>
	/** anybody may read it, today */
	isPublic: boolean
}

type Row = Omit<ListingFile, 'content'> & { providerId: bigint; isOrdered: boolean }

/**
 * A photo or document of a listing: for anybody while the published listing shows it; else for its provider, the operator,
 * and an enterprise whose order was of a listing that showed it. Throws not_found.
 */
export async function listingFile(ctx: Context, uuid: string): Promise<ListingFile> {
	const row = isUuid(uuid) ? await findFile(ctx, uuid) : undefined
	const mayRead =
		row &&
		(row.isPublic ||
			row.isOrdered ||
			can(ctx.actor, 'listing.edit', { providerId: row.providerId }) ||
			can(ctx.actor, 'listing.review', {}))
	if (!mayRead) throw new DomainError('not_found')
	const { name, mime, sha256, isPublic } = row
	return { name, mime, sha256, isPublic, content: await readContent(sha256) }
}

async function findFile(ctx: Context, uuid: string): Promise<Row | undefined> {
	const readerId = ctx.actor.type === 'member' ? ctx.actor.organisationId : null
	const [row] = await ctx.db.$queryRaw<Row[]>`
		SELECT f.name, f.mime, f.sha256, l.provider_id AS "providerId",
			l.state = 'published' AND (l.photos @> named.file OR l.photos @> named.small OR l.documents @> named.file) AS "isPublic",
			EXISTS (SELECT FROM "order" o WHERE o.listing_id = l.id AND o.enterprise_id = ${readerId}
				AND (o.listing_snapshot -> 'photos' @> named.file OR o.listing_snapshot -> 'photos' @> named.small
					OR o.listing_snapshot -> 'documents' @> named.file)) AS "isOrdered"
		FROM stored_file f JOIN listing_file k ON k.file_id = f.id JOIN listing l ON l.id = k.listing_id,
			LATERAL (SELECT jsonb_build_array(jsonb_build_object('file', f.uuid)) AS file,
				jsonb_build_array(jsonb_build_object('small', f.uuid)) AS small) named
		WHERE f.uuid = ${uuid}::uuid`
	return row
}
