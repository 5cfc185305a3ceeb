import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { mimeOf, plainName } from '#app/domain/files/file.ts'
import type { KeptFile } from '#app/domain/files/kept-file.ts'
import { recordFile } from '#app/domain/files/store-file.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { plainJson } from '#app/domain/ledger/call-books.server.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { looksLikeSheet } from '#app/platform/sheet-rows.server.ts'
import { contentPieces } from '#app/platform/storage.server.ts'
import { importSignature, plainMapping } from './import-mapping.ts'
import { firstImportRows, type ImportRow } from './import-rows.server.ts'
import type { KnownMapping } from './listing-import.ts'

/**
 * Takes a provider's file of listings in hand: it waits to be read, or, with columns nobody knows yet, for a person to say
 * what they hold. Answers its number. Refuses import.old_sheet, file.type_refused, file.empty and whatever the file itself is
 * refused for (import.macro, import.too_large, import.broken, import.no_rows).
 */
export async function uploadImport(ctx: Context, { file }: { file: KeptFile }): Promise<string> {
	const { organisationId: providerId, accountId, isVerified } = memberOf(ctx.actor)
	authorize(ctx.actor, 'listing.edit', { providerId })
	if (!isVerified) throw new DomainError('identity.not_verified')
	refuseOtherKinds(file)
	const rows = await firstImportRows(() => contentPieces(file.sha256))
	if (rows.length < 2) throw new DomainError('import.no_rows', { field: 'file' })
	const mapping = (await savedMapping(ctx, providerId, rows)) ?? plainMapping(rows)
	const name = plainName(file.name)
	const isSheet = looksLikeSheet(file.start)
	const mime = isSheet ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv'
	const content = { name, sizeBytes: file.sizeBytes, sha256: file.sha256 }
	return transact(ctx, async (tx) => {
		const { id: fileId } = await recordFile(tx, { ...content, mime }, { purpose: 'other', organisationId: providerId })
		const number = await nextNumber(tx, 'listing_import')
		await tx.db.listingImport.create({
			data: {
				...content,
				number,
				providerId,
				fileId,
				kind: isSheet ? 'sheet' : 'csv',
				state: mapping ? 'queued' : 'mapping',
				...(mapping ? { mapping: plainJson(mapping) } : {}),
				uploadedById: accountId,
				uploadedAt: tx.now,
			},
		})
		await record(tx, 'listing_import.uploaded', number, content)
		return number
	})
}

function refuseOtherKinds({ name, start, sizeBytes }: KeptFile): void {
	if (sizeBytes === 0) throw new DomainError('file.empty', { field: 'file' })
	const [a, b, c, d] = start
	if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) throw new DomainError('import.old_sheet', { field: 'file' })
	const isOther = ['.pdf', '.png', '.jpg', '.webp'].some((extension) => mimeOf(`x${extension}`, start) !== null)
	if (isOther || /\.(?:xls[mb]|xltm|exe|html?)$/i.test(name))
		throw new DomainError(/\.xl/i.test(name) ? 'import.macro' : 'file.type_refused', { name, field: 'file' })
}

/** What a person of this provider said of a header like one of these rows. */
async function savedMapping(
	ctx: Context,
	providerId: bigint,
	rows: readonly ImportRow[],
): Promise<KnownMapping | null> {
	const bySignature = new Map(rows.map((row) => [importSignature(row.cells), row]))
	const saved = await ctx.db.listingMapping.findFirst({
		where: { providerId, signature: { in: [...bySignature.keys()] } },
		orderBy: { savedAt: 'desc' },
	})
	if (!saved) return null
	return { ...(saved.mapping as KnownMapping), head: bySignature.get(saved.signature)!.line }
}
