import http from 'node:http'
import { describe, expect, test } from 'vitest'
import { drain, listen } from '#scripts/web/listen.ts'

const slowly =
	(milliseconds: number): http.RequestListener =>
	(_req, res) => {
		setTimeout(() => res.end('done'), milliseconds)
	}

describe('the web process’s door', () => {
	test('a request under way is answered before it closes, a new one is refused', async () => {
		const { server, port } = await listen(slowly(200), 0, '127.0.0.1')
		const underWay = fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text())
		await new Promise((resolve) => setTimeout(resolve, 50))
		const closed = drain(server)
		await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
		expect(await underWay).toBe('done')
		await closed
	})

	test('kept-alive connections do not hold it open', async () => {
		const { server, port } = await listen(slowly(0), 0, '127.0.0.1')
		const agent = new http.Agent({ keepAlive: true })
		await new Promise((resolve) => http.get({ port, agent }, (res) => res.resume().on('end', resolve)))
		const started = performance.now()
		await drain(server)
		expect(performance.now() - started).toBeLessThan(1_000)
		agent.destroy()
	})

	test('a taken port is one sentence', async () => {
		const { server, port } = await listen(slowly(0), 0, '127.0.0.1')
		await expect(listen(slowly(0), port, '127.0.0.1')).rejects.toThrow(`Port ${port} is taken by another program`)
		await drain(server)
	})
})
