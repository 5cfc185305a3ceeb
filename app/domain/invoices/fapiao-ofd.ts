import { XmlReader } from '#app/lib/xml.ts'
import type { FapiaoFigures } from './fapiao-reading.ts'
import { figuresInText, linesOf } from './fapiao-text.ts'
import { elementValues, figuresOf, mergedFigures } from './fapiao-tree.ts'

/** Entries of an OFD archive that may say something of the fapiao. */
export const isOfdEntry = (name: string) =>
	/^OFD\.xml$|(^|\/)Attachs?\/[^/]+\.xml$|(^|\/)Tags\/[^/]+\.xml$|(^|\/)(Pages|Tpls)\/[^/]+\/Content\.xml$/i.test(name)

type TextObject = { id: string; text: string; x: number; y: number }

/**
 * The figures of an OFD fapiao: from the invoice its maker attached, the tags that name the texts of the page, the
 * properties of the document, and last the words on the page. `entries`: the XML files by name. Throws XmlFault.
 */
export function figuresInOfd(entries: ReadonlyMap<string, string>): FapiaoFigures {
	const named = (pattern: RegExp) => [...entries].filter(([name]) => pattern.test(name)).map(([, xml]) => xml)
	const attached = named(/Attachs?\/(?!Attachments)[^/]+\.xml$/i).map((xml) => figuresOf(elementValues(xml)))
	const objects = named(/Content\.xml$/i).flatMap(textObjects)
	const byId = new Map(objects.map((object) => [object.id, object.text]))
	const tags = named(/Tags\/[^/]+\.xml$/i).map((xml) => figuresOf(tagValues(xml, byId)))
	const properties = named(/^OFD\.xml$/i).map((xml) => figuresOf(elementValues(xml)))
	// OFD measures downwards, in millimetres
	const pieces = objects.map(({ text, x, y }) => ({ text, x: x * 3, y: -y * 3, width: text.length * 6 }))
	return mergedFigures([...attached, ...tags, ...properties, figuresInText(linesOf(pieces))])
}

/** The texts of a page with their ids and places. */
function textObjects(xml: string): TextObject[] {
	const found: TextObject[] = []
	let object: TextObject | null = null
	let inCode = false
	const reader = new XmlReader({
		open: (name, attributes) => {
			if (name === 'TextObject') {
				const [x = 0, y = 0] = (attributes.Boundary ?? '').trim().split(/\s+/).map(Number)
				object = { id: attributes.ID ?? '', text: '', x: Number.isFinite(x) ? x : 0, y: Number.isFinite(y) ? y : 0 }
			}
			inCode = name === 'TextCode'
		},
		text: (value) => {
			if (inCode && object && object.text.length < 500) object.text += value
		},
		close: (name) => {
			if (name === 'TextCode') inCode = false
			if (name === 'TextObject' && object) {
				if (found.length < 5000) found.push(object)
				object = null
			}
		},
	})
	reader.write(xml)
	reader.end()
	return found
}

/** Tags name a figure and the objects whose texts make it up. */
function tagValues(xml: string, byId: ReadonlyMap<string, string>): Map<string, string> {
	const values = new Map<string, string>()
	const open: string[] = []
	let id = ''
	const reader = new XmlReader({
		open: (name) => {
			open.push(name)
			id = ''
		},
		text: (value) => {
			if (open.at(-1) === 'ObjectRef') id += value
		},
		close: (name) => {
			open.pop()
			const owner = open.at(-1)
			if (name === 'ObjectRef' && owner) values.set(owner, (values.get(owner) ?? '') + (byId.get(id.trim()) ?? ''))
		},
	})
	reader.write(xml)
	reader.end()
	return values
}
