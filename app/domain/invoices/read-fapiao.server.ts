import { fileText } from '#app/lib/file-text.ts'
import { XmlFault } from '#app/lib/xml.ts'
import { logger } from '#app/platform/logger.server.ts'
import { PdfFault, pdfText } from '#app/platform/pdf-text.server.ts'
import { readZip, ZipFault } from '#app/platform/zip.server.ts'
import { figuresInOfd, isOfdEntry } from './fapiao-ofd.ts'
import { type FapiaoFigures, type FapiaoReading, noFigures, type ReadingFault } from './fapiao-reading.ts'
import { figuresInText, linesOf } from './fapiao-text.ts'
import { elementValues, figuresOf, mergedFigures } from './fapiao-tree.ts'

/** No fapiao is larger: what goes beyond is kept as evidence, and not read. */
const readMost = 10 * 1024 * 1024
const ofdLimits = { entries: 500, entryBytes: 8 * 1024 * 1024, totalBytes: 16 * 1024 * 1024 }

/**
 * Reads a fapiao's own file: XML (数电票 and older exports), OFD, or the text layer of a PDF. Never throws for what is in the
 * file: a file that cannot be read, or says nothing of a fapiao, answers why. `name` tells the kind, the bytes decide.
 */
export async function readFapiao(name: string, bytes: Uint8Array): Promise<FapiaoReading> {
	const by = kindOf(name, bytes)
	if (by === 'none') return nothing('none', isPicture(bytes) ? 'image' : 'not_read')
	if (bytes.byteLength > readMost) return nothing(by, 'too_large')
	try {
		const figures = by === 'xml' ? xmlFigures(bytes) : by === 'ofd' ? ofdFigures(bytes) : await pdfFigures(bytes)
		if (figures === null) return nothing(by, 'image')
		return figures.number === null ? nothing(by, 'no_fapiao') : { by, fault: null, figures }
	} catch (error) {
		return nothing(by, faultOf(error))
	}
}

const nothing = (by: FapiaoReading['by'], fault: ReadingFault): FapiaoReading => ({ by, fault, figures: noFigures })

function kindOf(name: string, bytes: Uint8Array): FapiaoReading['by'] {
	const head = Buffer.from(bytes.subarray(0, 5)).toString('latin1')
	if (head.startsWith('%PDF-')) return 'pdf'
	if (head.startsWith('PK\x03\x04')) return /\.(ofd|zip)$/i.test(name) ? 'ofd' : 'none'
	return /\.xml$/i.test(name) ? 'xml' : 'none'
}

const isPicture = ([a, b, c, d]: Uint8Array) =>
	(a === 0x89 && b === 0x50) || (a === 0xff && b === 0xd8) || (a === 0x52 && b === 0x49 && c === 0x46 && d === 0x46)

function xmlFigures(bytes: Uint8Array): FapiaoFigures {
	const file = fileText(bytes)
	if (!file) throw new XmlFault('not_xml', 1)
	return figuresOf(elementValues(file.text.replace(/^\uFEFF/, '')))
}

/** An OFD, or a ZIP with the XML of a fapiao in it, as tax platforms hand them out. */
function ofdFigures(bytes: Uint8Array): FapiaoFigures {
	const files = readZip(bytes, (name) => isOfdEntry(name) || /^[^/]+\.xml$/i.test(name), ofdLimits)
	const texts = new Map(
		[...files].map(([name, content]) => [name, (fileText(content)?.text ?? '').replace(/^\uFEFF/, '')]),
	)
	if (texts.has('OFD.xml')) return figuresInOfd(texts)
	return mergedFigures([...texts.values()].map((xml) => figuresOf(elementValues(xml))))
}

/** Null: a PDF of pictures, without text. */
async function pdfFigures(bytes: Uint8Array): Promise<FapiaoFigures | null> {
	const { pieces, custom } = await pdfText(bytes)
	const properties = figuresOf(new Map(Object.entries(custom)))
	if (pieces.length === 0 && properties.number === null) return null
	return mergedFigures([properties, figuresInText(linesOf(pieces))])
}

function faultOf(error: unknown): ReadingFault {
	if (error instanceof ZipFault || error instanceof PdfFault) return error.code
	if (error instanceof XmlFault)
		return error.code === 'doctype' ? 'doctype' : error.code === 'too_large' ? 'too_large' : 'broken'
	logger.error({ err: error }, 'a fapiao file could not be read')
	return 'broken'
}
