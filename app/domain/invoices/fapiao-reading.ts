import type { Money } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'

/** What a fapiao's own file says; null: not found in it. Amounts in fen as text, negative on a red-letter fapiao. */
export type FapiaoFigures = {
	number: string | null
	/** '' on a fully electronic fapiao, which has none */
	code: string | null
	issuedOn: LocalDate | null
	sellerName: string | null
	sellerCode: string | null
	buyerName: string | null
	buyerCode: string | null
	/** tax included */
	totalFen: string | null
	taxFen: string | null
	/** without tax */
	netFen: string | null
}

export const figureNames = [
	'number',
	'code',
	'issuedOn',
	'sellerName',
	'sellerCode',
	'buyerName',
	'buyerCode',
	'totalFen',
	'taxFen',
	'netFen',
] as const satisfies readonly (keyof FapiaoFigures)[]

export const noFigures: FapiaoFigures = {
	number: null,
	code: null,
	issuedOn: null,
	sellerName: null,
	sellerCode: null,
	buyerName: null,
	buyerCode: null,
	totalFen: null,
	taxFen: null,
	netFen: null,
}

/**
 * Why a file could not be read: a picture, or a PDF of pictures (`image`), one under a password, one that would unpack to
 * more than a fapiao has, one that took too long, one that is broken, one that says nothing of a fapiao, or a kind of file
 * that is not read. None of them keeps the file from being handed in.
 */
export const readingFaults = [
	'image',
	'encrypted',
	'too_large',
	'too_slow',
	'broken',
	'doctype',
	'no_fapiao',
	'not_read',
] as const
export type ReadingFault = (typeof readingFaults)[number]

/** What came of reading a file: figures, or why there are none. Kept with the file. */
export type FapiaoReading = { by: 'xml' | 'ofd' | 'pdf' | 'none'; fault: ReadingFault | null; figures: FapiaoFigures }

/** What was typed, to be held against the file. */
export type TypedFapiao = {
	number: string
	code: string
	issuedOn: LocalDate
	sellerCode: string
	buyerCode: string
	amountFen: Money | bigint
	taxFen: Money | bigint
}

export type Difference = { field: keyof TypedFapiao; read: string }

/** Fields in which the file says something else than was typed. What the file does not say differs from nothing. */
export function differences({ figures }: FapiaoReading, typed: TypedFapiao): Difference[] {
	const found: [keyof TypedFapiao, string | null, string][] = [
		['number', figures.number, typed.number],
		['code', figures.code, typed.code],
		['issuedOn', figures.issuedOn, typed.issuedOn],
		['sellerCode', figures.sellerCode, typed.sellerCode],
		['buyerCode', figures.buyerCode, typed.buyerCode],
		['amountFen', figures.totalFen, typed.amountFen.toString()],
		['taxFen', figures.taxFen, typed.taxFen.toString()],
	]
	return found.flatMap(([field, read, said]) => (read !== null && read !== said ? [{ field, read }] : []))
}

/** Whether the file is a red-letter fapiao by its own figures. */
export const isRedLetter = ({ figures }: FapiaoReading) => figures.totalFen?.startsWith('-') ?? false
