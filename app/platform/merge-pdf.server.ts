import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib'

/** A paper to be put behind others: a PDF, or a picture that gets a page of its own. */
export type Attachment = { mime: string; content: Uint8Array }

const a4 = [595.28, 841.89] as const
const margin = 36
const mergeable = new Set(['application/pdf', 'image/png', 'image/jpeg'])

/** Whether papers of this type can become pages of a PDF. */
export const isMergeable = (mime: string) => mergeable.has(mime)

/** How many pages each paper has; null: encrypted or damaged, it cannot be merged. */
export function pagesOf(attachments: readonly Attachment[]): Promise<(number | null)[]> {
	return Promise.all(
		attachments.map(async ({ mime, content }) => {
			try {
				const made = await PDFDocument.create()
				return await append(made, { mime, content })
			} catch {
				// an encrypted or damaged paper is said to be left out, never a reason to print nothing
				return null
			}
		}),
	)
}

async function append(target: PDFDocument, { mime, content }: Attachment): Promise<number> {
	if (mime === 'application/pdf') {
		const source = await PDFDocument.load(content)
		const pages = await target.copyPages(source, source.getPageIndices())
		for (const page of pages) target.addPage(page)
		return pages.length
	}
	const image = mime === 'image/png' ? await target.embedPng(content) : await target.embedJpg(content)
	const page = target.addPage([...a4])
	const { width, height } = image.scaleToFit(a4[0] - 2 * margin, a4[1] - 2 * margin)
	page.drawImage(image, { x: (a4[0] - width) / 2, y: (a4[1] - height) / 2, width, height })
	return 1
}

/** One PDF: the front matter and the papers behind it, in order; every page of a paper is numbered at its foot. */
export async function mergePdf(
	front: Uint8Array,
	attachments: readonly Attachment[],
	title: string,
): Promise<Uint8Array<ArrayBuffer>> {
	const merged = await PDFDocument.load(front)
	const frontPages = merged.getPageCount()
	for (const attachment of attachments) await append(merged, attachment)
	const font = await merged.embedFont(StandardFonts.Helvetica)
	const pages = merged.getPages()
	for (const [index, page] of pages.entries()) {
		if (index < frontPages) continue
		const text = `${index + 1} / ${pages.length}`
		page.drawText(text, { x: page.getWidth() - margin - font.widthOfTextAtSize(text, 8), y: 14, size: 8, font })
	}
	merged.setTitle(title, { showInWindowTitleBar: true })
	return new Uint8Array(await merged.save())
}
