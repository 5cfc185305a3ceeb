import { allCategories } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import type { Locale } from '#app/lib/i18n.ts'
import type { Money } from '#app/lib/money.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { categoryWords } from './check-questions.ts'
import { paysWords } from './describe-money.ts'
import { describeProgramme } from './describe-programme.ts'
import type { Words } from './document-parts.ts'
import { isDrawn } from './giving-rules.ts'
import { roundStanding } from './programme.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { programmeExamples } from './programme-examples.ts'
import { documentsOf, publishedVersionOf } from './programmes.server.ts'

export type PublicRound = {
	number: string
	name: string
	noticeNo: string
	opensAt: Date
	closesAt: Date
	serviceFrom: LocalDate
	serviceUntil: LocalDate
	contact: string
	/** first_come, lottery or ranked */
	giving: string
	standing: string
}
export type PublicProgramme = {
	number: string
	name: Words
	summary: Words
	edition: Words
	isSample: boolean
	issuer: string
	issuerEn: string | null
	isDemo: boolean
	division: string
	mode: 'deduct' | 'reimburse'
	claimOnly: boolean
	/** shares of the rate rows, as written: 50% · 30% */
	rates: string[]
	round: PublicRound | null
}

type Row = {
	id: bigint
	number: string
	isSample: boolean
	issuer: string
	issuerEn: string | null
	isDemo: boolean
	versionId: bigint
}

/** Every programme with a published version: those open here first, then rule samples. */
export async function listPublicProgrammes(ctx: Context, locale: Locale): Promise<PublicProgramme[]> {
	const rows = await ctx.db.$queryRaw<Row[]>`
		SELECT DISTINCT ON (p.is_sample, p.id) p.id, p.number, p.is_sample AS "isSample", a.name AS issuer, a.name_en AS "issuerEn",
			a.is_demo AS "isDemo", v.id AS "versionId"
		FROM programme p
		JOIN programme_version v ON v.programme_id = p.id AND v.state = 'published'
		JOIN organisation a ON a.id = p.authority_id
		ORDER BY p.is_sample, p.id, v.version_no DESC`
	const [documents, rounds] = await Promise.all([
		documentsOf(
			ctx,
			rows.map((row) => row.versionId),
		),
		roundsOf(
			ctx,
			rows.map((row) => row.id),
		),
	])
	return rows.map((row) => {
		const document = documents.get(row.versionId)!
		return { ...row, ...cardOf(document, locale), round: rounds.find((round) => round.programmeId === row.id) ?? null }
	})
}

const cardOf = (document: ProgrammeDocument, locale: Locale) => ({
	name: document.name,
	summary: document.summary,
	edition: document.edition,
	division: document.division,
	mode: document.process.paymentMode.mode,
	claimOnly: document.grant.object === 'none',
	rates: [...new Set(document.subsidy.rate.rows.map((row) => paysWords(row)[locale]))],
})

/** Approved rounds of some programmes, the one open now (or newest) first. */
async function roundsOf(
	ctx: Context,
	programmeIds: readonly bigint[],
): Promise<(PublicRound & { programmeId: bigint })[]> {
	const rounds = await ctx.db.round.findMany({
		where: { programmeId: { in: [...programmeIds] }, state: { in: ['approved', 'closed'] } },
		orderBy: { opensAt: 'desc' },
	})
	const listed = rounds.map((round) => ({
		programmeId: round.programmeId,
		number: round.number,
		name: round.name,
		noticeNo: round.noticeNo,
		opensAt: round.opensAt,
		closesAt: round.closesAt,
		serviceFrom: dayOf(round.serviceFrom),
		serviceUntil: dayOf(round.serviceUntil),
		contact: round.contact,
		giving: round.giving,
		standing: roundStanding(round, ctx.now),
	}))
	return listed.sort((a, b) => Number(b.standing === 'open') - Number(a.standing === 'open'))
}

/** A programme's newest published version in plain words, with its rounds and worked examples. Throws not_found. */
export async function getPublicProgramme(ctx: Context, number: string, locale: Locale, priceFen: Money | null = null) {
	const { version, programme, document } = await publishedVersionOf(ctx, number)
	const [issuer, rounds] = await Promise.all([
		ctx.db.organisation.findUniqueOrThrow({
			where: { id: programme.authorityId },
			select: { name: true, nameEn: true, isDemo: true },
		}),
		roundsOf(ctx, [programme.id]),
	])
	return {
		number,
		isSample: programme.isSample,
		issuer,
		versionNo: version.versionNo,
		publishedAt: version.publishedAt,
		rounds,
		...(await programmePage(ctx, document, locale, priceFen)),
	}
}

/** What a page shows of a document, published or not, in one language. */
export async function programmePage(
	ctx: Context,
	document: ProgrammeDocument,
	locale: Locale,
	priceFen: Money | null = null,
) {
	const categories = await allCategories(ctx)
	const at = shanghaiDay(ctx.now)
	const categoryName = (id: string) => {
		const found = categories.get(id)
		return found ? (locale === 'en' ? found.nameEn : found.name) : categoryWords(document, id)[locale]
	}
	return {
		...cardOf(document, locale),
		issuers: document.issuers.map((words) => words[locale]),
		source: {
			title: document.source.title[locale],
			documentNo: document.source.documentNo ?? null,
			url: document.source.url ?? null,
			note: document.source.note?.[locale] ?? null,
			quotes: document.source.quotes.map(({ text, article }) => ({ text, article: article ?? null })),
		},
		payers: document.payers.map(({ code, name }) => ({ code, name })),
		noticeDays: document.process.notice.points.includes('claim') ? document.process.notice.days : 0,
		decidedBy: isDrawn(document) ? ('drawn' as const) : (document.grant.decidedBy ?? null),
		described: describeProgramme(document, { locale, at, categoryName }),
		examples: programmeExamples(document, at, locale, priceFen === null ? undefined : [priceFen]),
	}
}
export type ProgrammePage = Awaited<ReturnType<typeof programmePage>>
