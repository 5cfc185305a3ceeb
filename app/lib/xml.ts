/** An element as a reader hears of it. Names come without their namespace prefix. */
export type XmlListener = {
	open(name: string, attributes: Readonly<Record<string, string>>, line: number): void
	text(value: string): void
	close(name: string, line: number): void
}

export type XmlFaultCode =
	| 'doctype'
	| 'not_xml'
	| 'unclosed'
	| 'wrong_close'
	| 'entity'
	| 'tag'
	| 'too_deep'
	| 'too_large'

/** The first thing wrong with an XML file, and its line (from 1). */
export class XmlFault extends Error {
	readonly code: XmlFaultCode
	readonly line: number
	constructor(code: XmlFaultCode, line: number) {
		super(`${code} in line ${line}`)
		this.name = 'XmlFault'
		this.code = code
		this.line = line
	}
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const nameAll = /^[\p{L}_:][\p{L}\p{N}\p{M}._:·-]*$/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/
const declaration =
	/^<\?xml\s+version\s*=\s*(["'])1\.\d+\1(?:\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>$/
const instruction = /^<\?[\p{L}_:][\p{L}\p{N}\p{M}._:·-]*(?:\s[\s\S]*)?\?>$/u
const depthMax = 64
/** No single tag, text or comment of a message is longer. */
const pieceMax = 1 << 20

/**
 * Reads XML piece by piece, in order, holding no more than the piece at hand: `write` any number of chunks, then
 * `end`. A DOCTYPE is refused before anything in it is looked at, so there are no entities but the five of the
 * standard. Throws XmlFault at the first thing that is not well formed.
 */
export class XmlReader {
	private rest = ''
	private line = 1
	private started = false
	private finished = false
	private readonly open: string[] = []
	private readonly listener: XmlListener

	constructor(listener: XmlListener) {
		this.listener = listener
	}

	/** Takes the next chunk of text. */
	write(chunk: string): void {
		this.rest = this.read(this.rest + chunk, false)
		if (this.rest.length > pieceMax) throw new XmlFault('too_large', this.line)
	}

	/** The file is over: throws when an element is still open or there was none. */
	end(): void {
		this.rest = this.read(this.rest, true)
		if (this.rest !== '' || this.open.length > 0 || !this.finished)
			throw new XmlFault(this.started ? 'unclosed' : 'not_xml', this.line)
	}

	/** Reads every whole piece of `input` and returns what is left of an unfinished one. */
	private read(input: string, last: boolean): string {
		let at = 0
		while (at < input.length) {
			if (input[at] !== '<') {
				const end = input.indexOf('<', at)
				if (end === -1 && !last) return input.slice(at)
				const piece = input.slice(at, end === -1 ? input.length : end)
				this.takeText(piece)
				at += piece.length
				continue
			}
			const end = this.endOfMarkup(input, at)
			if (end === -1) return input.slice(at)
			const piece = input.slice(at, end)
			this.takeMarkup(piece)
			this.countLines(piece)
			at = end
		}
		return ''
	}

	private endOfMarkup(input: string, at: number): number {
		const second = input[at + 1]
		if (second === undefined) return -1
		if (second === '?') return endAfter(input, '?>', at + 2)
		if (second !== '!') {
			let quote = ''
			for (let i = at + 1; i < input.length; i++) {
				const c = input[i]!
				if (quote) {
					if (c === quote) quote = ''
				} else if (c === '>') return i + 1
				else if (c === '"' || c === "'") quote = c
				else if (c === '<') throw new XmlFault('tag', this.line)
			}
			return -1
		}
		const head = input.slice(at, at + 9)
		if (head.startsWith('<!--')) return endAfter(input, '-->', at + 4)
		if (head === '<![CDATA[') return endAfter(input, ']]>', at + 9)
		if (head.toUpperCase() === '<!DOCTYPE') throw new XmlFault('doctype', this.line)
		if (head.length === 9) throw new XmlFault('tag', this.line)
		return -1
	}

	private takeMarkup(piece: string): void {
		if (piece.startsWith('<?')) {
			const isDeclaration = /^<\?xml[\s?]/i.test(piece)
			if (isDeclaration ? this.started || !declaration.test(piece) : !instruction.test(piece))
				throw new XmlFault('tag', this.line)
			if (forbidden.test(piece)) throw new XmlFault('not_xml', this.line)
			this.started = true
			return
		}
		if (piece.startsWith('<!--')) {
			if (piece.slice(4, -3).includes('--') || piece.endsWith('--->')) throw new XmlFault('tag', this.line)
			this.started = true
			return
		}
		if (piece.startsWith('<![')) {
			if (this.open.length === 0) throw new XmlFault('not_xml', this.line)
			const text = piece.slice(9, -3)
			if (forbidden.test(text)) throw new XmlFault('not_xml', this.line)
			this.listener.text(text.replace(/\r\n?/g, '\n'))
			return
		}
		this.started = true
		if (piece[1] === '/') this.takeClose(piece.slice(2, -1).trimEnd())
		else this.takeOpen(piece)
	}

	private takeOpen(piece: string): void {
		if (this.finished && this.open.length === 0) throw new XmlFault('not_xml', this.line)
		const isEmpty = piece.endsWith('/>')
		const body = piece.slice(1, isEmpty ? -2 : -1)
		const name = /^[^\s/]+/.exec(body)?.[0] ?? ''
		if (!nameAll.test(name)) throw new XmlFault('tag', this.line)
		const attributes = this.attributesOf(body.slice(name.length))
		if (this.open.length >= depthMax) throw new XmlFault('too_deep', this.line)
		const local = localName(name)
		this.listener.open(local, attributes, this.line)
		if (isEmpty) {
			this.listener.close(local, this.line)
			if (this.open.length === 0) this.finished = true
		} else this.open.push(name)
	}

	private takeClose(name: string): void {
		if (this.open.pop() !== name) throw new XmlFault('wrong_close', this.line)
		this.listener.close(localName(name), this.line)
		if (this.open.length === 0) this.finished = true
	}

	private attributesOf(text: string): Record<string, string> {
		if (text === '' || text.trim() === '') return {}
		const attributes: Record<string, string> = {}
		const one = /\s+([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y
		while (one.lastIndex < text.length) {
			const from = one.lastIndex
			const match = one.exec(text)
			if (!match) {
				if (text.slice(from).trim() === '') break
				throw new XmlFault('tag', this.line)
			}
			const name = match[1]!
			const value = match[2] ?? match[3] ?? ''
			if (!nameAll.test(name) || Object.hasOwn(attributes, name) || value.includes('<'))
				throw new XmlFault('tag', this.line)
			attributes[name] = this.decode(value)
		}
		return attributes
	}

	private takeText(piece: string): void {
		if (this.open.length === 0) {
			if (piece.trim() !== '') throw new XmlFault('not_xml', this.line)
			// why: nothing may stand before an XML declaration, not even an empty line
			if (piece !== '') this.started = true
		} else {
			if (piece.includes(']]>')) throw new XmlFault('not_xml', this.line)
			this.listener.text(this.decode(piece))
		}
		this.countLines(piece)
	}

	private decode(text: string): string {
		if (forbidden.test(text)) throw new XmlFault('not_xml', this.line)
		const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
		if (!lines.includes('&')) return lines
		return lines.replace(/&([^;&\s]{0,12});?/g, (whole, body: string) => {
			const known = whole.endsWith(';') ? (named[body] ?? codePoint(body)) : undefined
			if (known === undefined) throw new XmlFault('entity', this.line)
			return known
		})
	}

	private countLines(piece: string): void {
		for (let at = piece.indexOf('\n'); at !== -1; at = piece.indexOf('\n', at + 1)) this.line++
	}
}

function endAfter(input: string, mark: string, from: number): number {
	const at = input.indexOf(mark, from)
	return at === -1 ? -1 : at + mark.length
}

function localName(name: string): string {
	return name.slice(name.lastIndexOf(':') + 1)
}

function codePoint(body: string): string | undefined {
	const match = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(body)
	if (!match) return undefined
	const code = match[1] ? Number.parseInt(match[1], 16) : Number(match[2])
	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
	const text = String.fromCodePoint(code)
	return forbidden.test(text) ? undefined : text
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Text as it may stand in an element or attribute. Characters XML cannot carry become spaces. */
export const xmlText = (text: string) =>
	text.replace(new RegExp(forbidden, 'g'), ' ').replace(/[&<>"']/g, (c) => escapes[c]!)
