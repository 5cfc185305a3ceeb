import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

/** A piece of text where it stands on its page, in points from the lower left corner. */
export type PdfPiece = { text: string; x: number; y: number; width: number; page: number }
/** What a PDF says: its pieces of text, and the names and values its maker put beside them. */
export type PdfText = { pieces: PdfPiece[]; custom: Record<string, string> }

/** Why a PDF gave no text. */
export class PdfFault extends Error {
	readonly code: 'encrypted' | 'broken' | 'too_slow'
	constructor(code: 'encrypted' | 'broken' | 'too_slow') {
		super(`pdf: ${code}`)
		this.name = 'PdfFault'
		this.code = code
	}
}

const pagesRead = 3
const piecesMost = 20_000
const heapMegabytes = 256

/**
 * Runs in a thread of its own, so that a hostile file can neither hold up nor fill the process: it is ended after a time,
 * or when its heap is full. The reader is pdf.js without evaluation of code, fonts or the network.
 */
const work = `
const { parentPort, workerData } = require('node:worker_threads')
const run = async () => {
	const { getDocument, VerbosityLevel } = await import(workerData.reader)
	const task = getDocument({ data: workerData.bytes, cMapUrl: workerData.maps, cMapPacked: true, isEvalSupported: false,
		disableFontFace: true, useSystemFonts: false, useWorkerFetch: false, stopAtErrors: false, verbosity: VerbosityLevel.ERRORS })
	const file = await task.promise
	const pieces = []
	for (let page = 1; page <= Math.min(file.numPages, ${pagesRead}); page++) {
		const { items } = await (await file.getPage(page)).getTextContent()
		for (const item of items)
			if (item.str && item.str.trim() && pieces.length < ${piecesMost})
				pieces.push({ text: item.str, x: item.transform[4], y: item.transform[5], width: item.width, page })
	}
	const { info } = await file.getMetadata()
	const custom = {}
	for (const [name, value] of Object.entries(info.Custom || {}).slice(0, 50))
		if (typeof value === 'string' && value.length <= 200) custom[name] = value
	parentPort.postMessage({ text: { pieces, custom } })
}
run().catch((error) => parentPort.postMessage({ fault: error && error.name === 'PasswordException' ? 'encrypted' : 'broken' }))
`

/**
 * The text layer of a PDF's first pages. A PDF of pictures has no pieces. Throws PdfFault: under a password, damaged, or not
 * read in time or memory.
 */
export function pdfText(bytes: Uint8Array, { milliseconds = 15_000 } = {}): Promise<PdfText> {
	const reader = createRequire(import.meta.url).resolve('pdfjs-dist/legacy/build/pdf.mjs')
	const maps = `${path.join(path.dirname(reader), '../../cmaps')}${path.sep}`
	const worker = new Worker(work, {
		eval: true,
		workerData: { bytes: new Uint8Array(bytes), reader: pathToFileURL(reader).href, maps },
		resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
		stdout: true,
		stderr: true,
	})
	return new Promise<PdfText>((resolve, reject) => {
		const late = setTimeout(() => reject(new PdfFault('too_slow')), milliseconds)
		worker.once('message', (answer: { text?: PdfText; fault?: 'encrypted' | 'broken' }) => {
			clearTimeout(late)
			if (answer.text) resolve(answer.text)
			else reject(new PdfFault(answer.fault ?? 'broken'))
		})
		worker.once('error', (error: Error & { code?: string }) => {
			clearTimeout(late)
			reject(new PdfFault(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too_slow' : 'broken'))
		})
	}).finally(() => worker.terminate())
}
