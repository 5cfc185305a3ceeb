import { askBeside, type Context, readByNumber } from '#app/domain/context.server.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { documentsOf } from './programmes.server.ts'

/** An approved round of a programme that is open for application, with the rules it runs under. */
export type OpenRound = {
	id: bigint
	number: string
	name: string
	noticeNo: string
	contact: string
	programmeId: bigint
	programmeNumber: string
	authorityId: bigint
	versionId: bigint
	fundId: bigint
	opensAt: Date
	closesAt: Date
	/** whether applications (or claims, where there is no voucher) are taken now */
	isOpen: boolean
	serviceFrom: LocalDate
	serviceUntil: LocalDate
	/** appropriated in the fund, for sub-pools that are a share of it */
	fundYearFen: Money
	/** codes of the fund's sources, in their order */
	sources: string[]
	isApproved: boolean
	/** the ratio published for it, in basis points, where its rules leave it to the year */
	ratio: { kind: 'rate' | 'factor'; bp: number } | null
	/** of a programme that is only shown as a sample of rules */
	isSample: boolean
	document: ProgrammeDocument
}

type BigintColumn = 'id' | 'programmeId' | 'authorityId' | 'versionId' | 'fundId' | 'fundYearFen'
type Row = Omit<OpenRound, BigintColumn | 'isOpen' | 'document' | 'opensAt' | 'closesAt'> &
	Record<BigintColumn, string> &
	Record<'opensAt' | 'closesAt', Date | string>

/** The approved ratio of a round `r`, as the facts name it; null where there is none. */
const publishedRatio = `(SELECT jsonb_build_object('kind', k.kind, 'bp', k.bp) FROM round_ratio_approval x JOIN round_ratio k ON k.id = x.ratio_id WHERE x.round_id = r.id)`

const columns = `r.id::text, r.number, r.name, r.notice_no AS "noticeNo", r.contact, r.programme_id::text AS "programmeId",
	p.number AS "programmeNumber", p.authority_id::text AS "authorityId", r.version_id::text AS "versionId", r.fund_id::text AS "fundId",
	r.opens_at AS "opensAt", r.closes_at AS "closesAt", r.service_from::text AS "serviceFrom", r.service_until::text AS "serviceUntil",
	(SELECT coalesce(sum(a.amount_fen), 0)::text FROM appropriation a WHERE a.fund_id = r.fund_id AND a.state = 'approved') AS "fundYearFen",
	(SELECT coalesce(array_agg(s.code ORDER BY s.source_no), '{}') FROM funding_source s WHERE s.fund_id = r.fund_id) AS sources,
	r.state = 'approved' AS "isApproved", p.is_sample AS "isSample", ${publishedRatio} AS ratio
	FROM round r JOIN programme p ON p.id = r.programme_id JOIN programme_version v ON v.id = r.version_id JOIN fund f ON f.id = r.fund_id`
const roundsByNumber = { name: 'rounds_by_number', text: `SELECT ${columns} WHERE r.number = ANY ($1::text[])` }
const readRound = readByNumber<Row>(roundsByNumber)
const roundsInUse = {
	name: 'rounds_in_use',
	text: `SELECT ${columns} WHERE r.state = 'approved' AND v.state = 'published' AND NOT p.is_sample AND f.state = 'approved'
		AND (r.closes_at > $1::timestamptz OR r.service_until >= ($1::timestamptz AT TIME ZONE 'Asia/Shanghai')::date)
		ORDER BY p.id DESC, r.id DESC`,
}

/**
 * Rounds people can still use: approved, of a published version that is no sample, on an approved fund, not closed yet;
 * with a service period that reaches today for programmes without a voucher. Newest programme first.
 */
export async function openRounds(ctx: Context): Promise<OpenRound[]> {
	return roundsOf(ctx, await askBeside<Row>(ctx, roundsInUse, [ctx.now.toISOString()]))
}

/** One round by number, open or not, with its rules. Throws not_found. */
export async function roundOf(ctx: Context, number: string): Promise<OpenRound> {
	const [round] = await roundsOf(ctx, [await readRound(ctx, number)])
	return round!
}

async function roundsOf(ctx: Context, rows: readonly Row[]): Promise<OpenRound[]> {
	const documents = await documentsOf(
		ctx,
		rows.map((row) => BigInt(row.versionId)),
	)
	return rows.map(({ opensAt: opens, closesAt: closes, ...row }) => {
		const [opensAt, closesAt] = [new Date(opens), new Date(closes)]
		return {
			...row,
			opensAt,
			closesAt,
			id: BigInt(row.id),
			programmeId: BigInt(row.programmeId),
			authorityId: BigInt(row.authorityId),
			versionId: BigInt(row.versionId),
			fundId: BigInt(row.fundId),
			fundYearFen: fen(BigInt(row.fundYearFen)),
			isOpen: opensAt <= ctx.now && ctx.now < closesAt,
			document: documents.get(BigInt(row.versionId))!,
		}
	})
}

/** A published ratio as `evaluate` asks for it. */
export const ratioFacts = (ratio: OpenRound['ratio']): { rateBp?: number; factorBp?: number } =>
	ratio === null ? {} : ratio.kind === 'rate' ? { rateBp: ratio.bp } : { factorBp: ratio.bp }

/** Facts of a round for `evaluate`. */
export function roundFacts(round: OpenRound) {
	return {
		number: round.number,
		noticeNo: round.noticeNo,
		contact: round.contact,
		...ratioFacts(round.ratio),
		opensOn: shanghaiDay(round.opensAt),
		closesOn: shanghaiDay(new Date(round.closesAt.getTime() - 1)),
		serviceFrom: round.serviceFrom,
		serviceUntil: round.serviceUntil,
	}
}
