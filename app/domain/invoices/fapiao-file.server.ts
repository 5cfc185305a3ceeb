import type { Context } from '#app/domain/context.server.ts'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { formatYuan } from '#app/lib/money.ts'
import { readContent } from '#app/platform/storage.server.ts'
import { differences, type FapiaoReading, isRedLetter, type TypedFapiao } from './fapiao-reading.ts'
import { readFapiao } from './read-fapiao.server.ts'

/** A fapiao's file with what was read in it. */
export type GivenFapiao = { file: File; reading: FapiaoReading }

const read = async (file: File): Promise<GivenFapiao> => ({
	file,
	reading: await readFapiao(file.name, new Uint8Array(await file.arrayBuffer())),
})

/**
 * Takes a fapiao's file to read it into a form: it is kept for one's own organisation, belongs to no order or claim yet, and
 * is named by its uuid when the form is sent. Refuses what files refuse.
 */
export async function keepToRead(
	ctx: Context,
	file: File,
): Promise<{ uuid: string; name: string; reading: FapiaoReading }> {
	const { reading } = await read(file)
	const { organisationId } = memberOf(ctx.actor)
	const { uuid } = await storeFile(ctx, file, { purpose: 'fapiao', organisationId, reading })
	return { uuid, name: file.name, reading }
}

/** The file given now, or the one given before to be read; null when there is neither. Throws not_found for another's. */
export async function fapiaoFile(ctx: Context, given: File | undefined, keptFile = ''): Promise<GivenFapiao | null> {
	if (given) return read(given)
	if (keptFile === '') return null
	const { organisationId } = memberOf(ctx.actor)
	const [kept] = await ctx.db.$queryRaw<{ name: string; sha256: string; mime: string; reading: FapiaoReading }[]>`
		SELECT name, trim(sha256) AS sha256, mime, reading FROM stored_file
		WHERE uuid::text = ${keptFile} AND organisation_id = ${organisationId} AND purpose = 'fapiao' AND order_id IS NULL AND claim_id IS NULL AND reading IS NOT NULL`
	if (!kept) throw new DomainError('not_found')
	const { name, mime: type, sha256, reading } = kept
	return { file: new File([await readContent(sha256)], name, { type }), reading }
}

/**
 * Holds what was typed against the file. Throws invoice.is_red_letter, and invoice.file_differs at each field that differs
 * unless the sender stands by what was typed (`isAgreed`). A file that could not be read differs in nothing.
 */
export function compareWithFile(
	reading: FapiaoReading,
	typed: TypedFapiao,
	isAgreed: boolean,
	fields: Readonly<Record<keyof TypedFapiao, string>>,
): void {
	if (isRedLetter(reading)) throw new DomainError('invoice.is_red_letter', { field: fields.number })
	const found = differences(reading, typed)
	if (found.length === 0 || isAgreed) return
	const shown = found.map(({ field, read: said }) => [
		fields[field],
		field === 'amountFen' || field === 'taxFen' ? `¥${formatYuan(BigInt(said))}` : said || '—',
	])
	throw new DomainError('invoice.file_differs', { fields: Object.fromEntries(shown) })
}
