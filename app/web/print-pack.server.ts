import { type ClaimDetails, getClaim } from '#app/domain/claims/claim-details.server.ts'
import type { ClaimLineView } from '#app/domain/claims/claim-lines.server.ts'
import type { LineFile } from '#app/domain/claims/claim-papers.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { fileForReading } from '#app/domain/files/files.server.ts'
import { isDemo } from '#app/domain/reporting/demo.server.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { formatYuan, inWords } from '#app/lib/money.ts'
import { formatDay, formatInstant } from '#app/lib/time.ts'
import { logger } from '#app/platform/logger.server.ts'
import { type Attachment, isMergeable, mergePdf, pagesOf } from '#app/platform/merge-pdf.server.ts'
import { type PdfBlock, writePdf } from '#app/platform/pdf.server.ts'
import { textOf } from './texts.server.ts'

type Enclosure = {
	lineNo: number
	file: LineFile
	attachment: Attachment | null
	isLost: boolean
	pages: number | null
}

/**
 * A claim as one PDF: index, form, lines, and its documents merged behind them, as far as this reader may open them. A document that
 * cannot be merged stands in the index with its fingerprint and the reason. Throws not_found, access.denied.
 */
export async function printPack(ctx: Context, number: string, locale: Locale): Promise<Uint8Array<ArrayBuffer>> {
	const details = await getClaim(ctx, number)
	const enclosures = await readEnclosures(ctx, details.lines)
	const isTest = await isDemo(ctx)
	const merged = enclosures.filter((each) => each.pages !== null)
	const frontOf = (frontPages: number) => {
		const total = frontPages + merged.reduce((sum, each) => sum + (each.pages ?? 0), 0)
		return writePdf({
			title: titleOf(details, locale),
			locale,
			...(isTest ? { watermark: textOf(locale, 'report.watermark') } : {}),
			footer: (page) => `${page} / ${total}`,
			blocks: [
				...indexOf(details, enclosures, frontPages, locale),
				...formOf(details, locale),
				...details.lines.flatMap((line) => lineOf(line, locale)),
			],
		})
	}
	// the index names pages that come after itself: it is set once to know how long it is
	const { pages } = await frontOf(1)
	const front = await frontOf(pages)
	return mergePdf(
		front.content,
		merged.map((each) => each.attachment!),
		titleOf(details, locale),
	)
}

const titleOf = ({ claim }: ClaimDetails, locale: Locale) => `${textOf(locale, 'report.pack_title')} ${claim.number}`

/** The documents of all lines, each once, with their content where this reader may open it. */
async function readEnclosures(ctx: Context, lines: readonly ClaimLineView[]): Promise<Enclosure[]> {
	const found: Enclosure[] = []
	for (const line of lines)
		for (const file of line.papers.files) {
			if (found.some((each) => each.file.sha256 === file.sha256 && each.file.purpose === file.purpose)) continue
			const isRead = file.uuid !== null && isMergeable(file.mime)
			const content = isRead ? await contentOf(ctx, file) : null
			const attachment = content ? { mime: file.mime, content } : null
			found.push({ lineNo: line.lineNo, file, attachment, isLost: isRead && content === null, pages: null })
		}
	const counts = await pagesOf(found.flatMap((each) => (each.attachment ? [each.attachment] : [])))
	let next = 0
	return found.map((each) => (each.attachment ? { ...each, pages: counts[next++] ?? null } : each))
}

/** What is kept of a document; null when the store has lost it: said in the index and in the log, the rest is still printed. */
async function contentOf(ctx: Context, file: LineFile): Promise<Uint8Array | null> {
	try {
		return (await fileForReading(ctx, file.uuid!)).content
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
		logger.error({ sha256: file.sha256, err: error }, 'a stored file is missing')
		return null
	}
}

function indexOf(
	{ claim }: ClaimDetails,
	enclosures: readonly Enclosure[],
	frontPages: number,
	locale: Locale,
): PdfBlock[] {
	const t = (key: string, values?: Record<string, string | number>) => textOf(locale, `report.pack_${key}`, values)
	let page = frontPages + 1
	const rows = enclosures.map((each) => {
		const { file, lineNo, pages, attachment, isLost } = each
		const at =
			pages === null
				? t(file.uuid === null ? 'closed' : isLost ? 'lost' : attachment ? 'locked' : 'kept_apart')
				: String(page)
		page += pages ?? 0
		return [
			t('line', { n: lineNo }),
			textOf(locale, `claim.file_${file.purpose.replaceAll('-', '_')}`),
			file.name,
			file.sha256,
			at,
		]
	})
	return [
		{ kind: 'title', text: `${t('title')} ${claim.number}`, note: claim.claimant.name },
		{ kind: 'heading', text: t('index') },
		{
			kind: 'table',
			columns: [
				{ head: t('lines'), width: 1 },
				{ head: t('document'), width: 1.2 },
				{ head: t('file'), width: 2.4 },
				{ head: t('hash'), width: 2.8 },
				{ head: t('page'), width: 1.3 },
			],
			rows: [['', t('front'), '', '', '1'], ...rows],
		},
	]
}

function formOf({ claim }: ClaimDetails, locale: Locale): PdfBlock[] {
	const t = (key: string) => textOf(locale, `report.pack_${key}`)
	const yuan = (fen: bigint) => `¥${formatYuan(fen)}${locale === 'zh' ? `（${inWords(fen)}）` : ''}`
	const facts: [string, string][] = [
		[t('number'), claim.number],
		[t('claimant'), claim.claimant.name],
		[t('code'), claim.claimant.creditCode],
		[t('enterprise'), `${claim.enterprise.name}　${claim.enterprise.creditCode}`],
		[t('authority'), claim.authority],
		[t('programme'), (locale === 'en' && claim.programme.nameEn) || claim.programme.name],
		[t('fund'), `${claim.fund.name}　${claim.fund.number}`],
		[t('mode'), textOf(locale, `claim.mode_${claim.kind}_${claim.mode}`)],
		[t('claimed'), yuan(claim.claimedFen)],
	]
	if (claim.approvedFen !== null) facts.push([t('approved'), yuan(claim.approvedFen)])
	if (claim.payee)
		facts.push([t('payee'), `${claim.payee.accountName}　${claim.payee.accountNo}　${claim.payee.bankName}`])
	if (claim.submittedAt) facts.push([t('submitted'), formatInstant(claim.submittedAt, locale)])
	if (claim.commitmentText) facts.push([t('commitment'), claim.commitmentText])
	return [
		{ kind: 'heading', text: t('form') },
		{ kind: 'facts', facts },
	]
}

function lineOf(line: ClaimLineView, locale: Locale): PdfBlock[] {
	const t = (key: string, values?: Record<string, string | number>) => textOf(locale, `report.pack_${key}`, values)
	const paper = (no: string | null, on: ClaimLineView['contractOn']) =>
		no ? `${no}${on ? `　${formatDay(on, locale)}` : ''}` : '—'
	const yuan = (fen: bigint) => `¥${formatYuan(fen)}`
	const facts: [string, string][] = [
		...(line.order ? [[t('order'), line.order.number] as [string, string]] : []),
		[t('provider'), `${line.provider.name}　${line.provider.creditCode}`],
		[t('cost'), yuan(line.baseFen)],
		[t('claimed'), yuan(line.claimedFen)],
		...(line.approvedFen === null ? [] : [[t('approved'), yuan(line.approvedFen)] as [string, string]]),
		[t('contract'), paper(line.contractNo, line.contractOn)],
		[t('report'), paper(line.reportNo, line.reportOn)],
		...line.papers.invoices.map(
			(invoice) =>
				[t('invoice'), `${invoice.number}　${formatDay(invoice.issuedOn, locale)}　${yuan(invoice.partFen)}`] as [
					string,
					string,
				],
		),
		...line.papers.payments.map(
			(payment) =>
				[t('own_payment'), `${formatDay(payment.paidOn, locale)}　${yuan(payment.amountFen)}`] as [string, string],
		),
	]
	return [
		{ kind: 'heading', text: `${t('line', { n: line.lineNo })}　${line.title}` },
		...(line.description ? [{ kind: 'text' as const, text: line.description }] : []),
		{ kind: 'facts', facts },
	]
}
