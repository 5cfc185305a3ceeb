import { z } from 'zod'
import { kinds, priceUnits } from '#app/domain/catalogue/listing.ts'
import { KeptFile } from '#app/domain/files/kept-file.ts'
import { optionalText, reference } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'
import type { Mapping } from './import-columns.ts'

/** A provider's file of listings on its way into the catalogue. */
export const importStates = [
	'mapping',
	'queued',
	'reading',
	'preview',
	'accepting',
	'taken',
	'refused',
	'dropped',
] as const
export type ImportState = (typeof importStates)[number]

/** What a person does with a file; reading and accepting themselves are the worker's. */
export const importMachine = {
	map: { from: ['mapping', 'preview', 'refused'], to: 'queued' },
	accept: { from: ['preview'], to: 'accepting' },
	drop: { from: ['mapping', 'preview', 'refused'], to: 'dropped' },
} as const satisfies Machine<ImportState, string>

/** Why a file was not read: a refusal's code and details. */
export type ImportRefusal = { code: string; details: Record<string, string | number> }
/** A mapping with the header it is for. */
export type KnownMapping = Mapping & { signature: string; header: string[] }

/** The largest file taken, in bytes, and the most rows in it. */
export const importBytesMax = 64 << 20
export const importRowsMax = 200_000
/** How many rows from the top may stand before the names of the columns. */
export const rowsLookedAt = 40

export const uploadImportForm = z.object({
	file: z.instanceof(KeptFile, { error: 'field.required' }).refine((file) => file.name !== '', 'field.required'),
})
export const mapImportForm = z.object({
	head: z.coerce.number().int().min(1),
	kind: z.enum(['', ...kinds]).default(''),
	categoryId: optionalText(64),
	priceUnit: z.enum(['', ...priceUnits]).default(''),
})
export const importStepForm = z.object({ import: reference() })
export const acceptImportForm = z.object({
	import: reference(),
	scope: z.enum(['whole', 'good'], { error: 'field.required' }),
	into: z.enum(['draft', 'in_review'], { error: 'field.required' }),
})
