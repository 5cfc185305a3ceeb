import { PDFDocument } from '@cantoo/pdf-lib'
import { describe, expect, test } from 'vitest'
import { storeFile } from '#app/domain/files/store-file.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { writePdf } from '#app/platform/pdf.server.ts'
import { pdfText } from '#app/platform/pdf-text.server.ts'
import { printPack } from '#app/web/print-pack.server.ts'
import { shippedDocument } from '#tests/fixtures/claims.ts'
import { openMarket, ownerPool } from '#tests/fixtures/market.ts'
import { paidMarket } from '#tests/fixtures/settled.ts'

const onePixel = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
	'base64',
)
async function paper(title: string, pages: number) {
	const blocks = Array.from({ length: pages }, (_, n) => [
		...(n > 0 ? [{ kind: 'page' as const }] : []),
		{ kind: 'title' as const, text: `${title} ${n + 1}` },
	]).flat()
	return (await writePdf({ title, locale: 'zh', footer: () => '', blocks })).content
}

/** A paid claim whose order has a contract of two pages, a picture of a fapiao, a report, and two files that cannot be merged. */
async function claimWithPapers() {
	const { market, numbers } = await paidMarket()
	const document = { ...shippedDocument('yunze-high-tech-2026'), id: `demo-${market.versionId}` }
	await ownerPool().query('UPDATE programme_version SET document = $2 WHERE id = $1', [
		market.versionId,
		JSON.stringify(document),
	])
	const order = await prisma.order.findUniqueOrThrow({ where: { number: numbers.order } })
	const keep = async (purpose: 'contract' | 'fapiao' | 'report' | 'transfer-slip', name: string, content: BlobPart) =>
		storeFile(market.seller, new File([content], name), {
			purpose,
			organisationId: market.providerId,
			orderId: order.id,
		})
	await keep('contract', '技术服务合同.pdf', await paper('技术服务合同', 2))
	await keep('fapiao', '发票.png', onePixel)
	await keep('fapiao', '清单.csv', '品名,金额\n')
	await keep('transfer-slip', '回单.pdf', '%PDF-1.4 broken')
	await keep('report', '检测报告.pdf', await paper('检测报告正文', 1))
	return { market, claim: numbers.claim }
}

describe('the print pack of a claim', () => {
	test('holds index, form, lines and every document that can be merged; the report only for its parties', async () => {
		const { market, claim } = await claimWithPapers()
		for (const [reader, withReport] of [
			[market.seller, true],
			[market.finance, false],
		] as const) {
			const pack = await printPack(reader, claim, 'zh')
			const pages = (await PDFDocument.load(pack)).getPageCount()
			const { pieces } = await pdfText(pack)
			const text = pieces.map((piece) => piece.text).join('')
			expect(text).toContain(`兑付申请材料册 ${claim}`)
			expect(text).toContain('技术服务合同.pdf')
			expect(text).toContain('格式不能并入')
			expect(text).toContain('文件加密或损坏')
			expect(text.includes('正文只对双方开放')).toBe(!withReport)
			// behind the front: two pages of the contract, one of the picture, and for a party one of the report
			const contractAt = pages - (withReport ? 3 : 2)
			expect(await textOfPage(pack, contractAt)).toContain('技术服务合同 1')
			if (withReport) expect(await textOfPage(pack, pages)).toContain('检测报告正文 1')
		}
	})

	test('is for whoever may read the claim, and nobody else', async () => {
		const { claim } = await claimWithPapers()
		const other = await openMarket()
		await expect(printPack(other.finance, claim, 'zh')).rejects.toMatchObject({ code: 'access.denied' })
		await expect(printPack(other.seller, claim, 'zh')).rejects.toMatchObject({ code: 'access.denied' })
	})
})

/** What one page says, counted from 1. */
async function textOfPage(pack: Uint8Array, page: number): Promise<string> {
	const source = await PDFDocument.load(pack)
	const single = await PDFDocument.create()
	const [copied] = await single.copyPages(source, [page - 1])
	single.addPage(copied!)
	const { pieces } = await pdfText(await single.save())
	return pieces.map((piece) => piece.text).join('')
}
