import { text } from 'node:stream/consumers'
import { createElement } from 'react'
import { renderToPipeableStream, renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { pageStream } from '#app/web/page-stream.server.ts'

test("a Chinese page arrives as it was rendered, wherever a character falls in the renderer's buffer", async () => {
	for (let shift = 0; shift < 6; shift++) {
		const rows = Array.from({ length: 400 }, (_, i) =>
			createElement('p', { key: i, 'data-l': '建批日期'.slice(i % 4) }, 'x'.repeat(shift), '已到账（元）𠮷'),
		)
		const page = createElement('main', null, rows)
		const body = pageStream()
		renderToPipeableStream(page).pipe(body)
		const arrived = (await text(body)).replaceAll('<!-- -->', '')
		expect(arrived).toBe(renderToStaticMarkup(page))
	}
})
