import { describe, expect, test } from 'vitest'
import { XmlFault, XmlReader, xmlText } from '#app/lib/xml.ts'

function heard(chunks: string[]) {
	const events: string[] = []
	const reader = new XmlReader({
		open: (name, attributes, line) =>
			events.push(`<${name} ${Object.entries(attributes).map(([k, v]) => `${k}=${v}`)}@${line}`),
		text: (value) => value.trim() && events.push(value),
		close: (name) => events.push(`/${name}`),
	})
	for (const chunk of chunks) reader.write(chunk)
	reader.end()
	return events.join('|').replace(/\|(?=[^</])/g, '|')
}

const sample = `<?xml version="1.0"?>\n<!-- a > b -->\n<n:A xmlns:n='x' b="1 &lt; 2">\n  <B/>caf&#xe9; &amp; <![CDATA[<raw>]]></n:A>\n`

describe('the XML reader', () => {
	test('tells elements, attributes, text and lines', () => {
		expect(heard([sample])).toBe('<A xmlns:n=x,b=1 < 2@3|<B @4|/B|café & |<raw>|/A')
	})

	test('tells the same however the text is cut', () => {
		const whole = heard([sample])
		for (let size = 1; size < 12; size++) {
			const chunks = sample.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g'))!
			expect(heard(chunks)).toBe(whole)
		}
	})

	test.each([
		['<!DOCTYPE a><a/>', 'doctype', 1],
		['<a>\n<b>\n</a>', 'wrong_close', 3],
		['<a>\n<b/>', 'unclosed', 2],
		['<a b="1" b="2"/>', 'tag', 1],
		['<a b=1/>', 'tag', 1],
		['<a>\n&nbsp;</a>', 'entity', 1],
		['<a>&amp</a>', 'entity', 1],
		['<a>&#0;</a>', 'entity', 1],
		['<a>\u0001</a>', 'not_xml', 1],
		['<a/><b/>', 'not_xml', 1],
		['text', 'not_xml', 1],
		['', 'not_xml', 1],
		['<a>]]></a>', 'not_xml', 1],
		['<1a/>', 'tag', 1],
		['<a>'.repeat(65), 'too_deep', 1],
	])('refuses %j as %s', (text, code, line) => {
		let fault: unknown
		try {
			heard([text])
		} catch (error) {
			fault = error
		}
		expect(fault).toBeInstanceOf(XmlFault)
		expect(fault).toMatchObject({ code, line })
	})

	test('what is written can be read back', () => {
		const text = `a<b>&"c'\u0002`
		expect(heard([`<a>${xmlText(text)}</a>`])).toBe(`<a @1|a<b>&"c' |/a`)
	})
})
