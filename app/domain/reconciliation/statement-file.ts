import { z } from 'zod'
import { optionalText, reference } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'
import type { LeftOut } from './statement.ts'
import { type CsvField, csvColumnNames } from './statement-columns.ts'
import { balance } from './statement-fields.ts'

const statementFileStates = [
	'mapping',
	'queued',
	'reading',
	'preview',
	'accepting',
	'taken',
	'quarantined',
	'dropped',
] as const
export type StatementFileState = (typeof statementFileStates)[number]

/** What a person does with a bank's file; reading and taking it is the worker's. */
export const statementFileMachine = {
	map: { from: ['mapping', 'preview', 'quarantined'], to: 'queued' },
	accept: { from: ['preview'], to: 'accepting' },
	retry: { from: ['quarantined'], to: 'queued' },
	drop: { from: ['mapping', 'preview', 'quarantined'], to: 'dropped' },
} as const satisfies Machine<StatementFileState, string>

/** A statement as it was read, without its lines; amounts as sent. */
type ReadHead = {
	line: number
	statementId: string
	accountNo: string
	currency: string
	opening: string
	closing: string
	openingOn: string
	closingOn: string
	entries: number
	credit: string
	debit: string
}
export type FileReading = {
	format: string
	version: string
	isNewestFirst: boolean
	statements: ReadHead[]
	leftOut: LeftOut[]
}
/** Why a file is in quarantine: a refusal's code and details. */
export type FileRefusal = { code: string; details: Record<string, string | number> }

/** What a column of a bank's table may hold, in the order of the mapping screen. */
export const columnFields = Object.keys(csvColumnNames) as CsvField[]
/** Several columns may feed the remittance; of all others there is one. */
export const isManyColumns = (field: CsvField) => field === 'remittance'

/** A file larger than this waits for the worker; a smaller one is read while the person waits. */
export const atOnceBytes = 1 << 20
/** The largest file taken: a year of a busy account. */
export const statementBytesMax = 1 << 30

export const statementFileStepForm = z.object({ file: reference() })
export const mapColumnsForm = z.object({
	head: z.coerce.number().int().min(1),
	accountNo: optionalText(34),
	opening: balance(),
	closing: balance(),
	isReceipts: z.preprocess((value) => value === 'on', z.boolean()),
})
