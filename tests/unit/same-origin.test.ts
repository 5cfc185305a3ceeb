import { describe, expect, test } from 'vitest'
import { bodyRefusal, isSameOrigin, ownOrigin } from '#app/web/same-origin.server.ts'

const own = 'http://127.0.0.1:3000'

describe('whose page a request comes from', () => {
	test.each([
		['GET', { 'sec-fetch-site': 'cross-site' }, true],
		['HEAD', {}, true],
		['POST', { 'sec-fetch-site': 'same-origin' }, true],
		['POST', { origin: own }, true],
		['POST', { referer: `${own}/orders/DD-2026-000001` }, true],
		['POST', {}, false],
		['POST', { 'sec-fetch-site': 'cross-site', origin: own }, false],
		['POST', { 'sec-fetch-site': 'same-site' }, false],
		['POST', { 'sec-fetch-site': 'none' }, false],
		['POST', { origin: 'null' }, false],
		['POST', { origin: 'http://127.0.0.1:3001' }, false],
		['POST', { origin: 'https://127.0.0.1:3000' }, false],
		['POST', { referer: `http://evil.example/?${own}` }, false],
		['POST', { referer: 'nonsense' }, false],
		['OPTIONS', { origin: 'http://evil.example' }, false],
		['DELETE', { origin: 'http://evil.example', referer: own }, false],
	])('%s with %j: %s', (method, headers, allowed) => {
		expect(isSameOrigin(method, headers, own)).toBe(allowed)
	})
})

describe('the address of the site', () => {
	test.each([
		['127.0.0.1:3000', 'http://127.0.0.1:3000'],
		['[::1]:3000', 'http://[::1]:3000'],
		['localhost:3000', 'http://localhost:3000'],
		['192.168.1.7', 'http://192.168.1.7'],
		['office.example:3000', 'http://office.example:3000'],
		['evil.example', null],
		['a b', null],
		[undefined, null],
	])('%s is %s', (host, origin) => {
		expect(ownOrigin(host, undefined, 'office.example')).toBe(origin)
	})
	test('is what APP_ORIGIN says, whatever the header says', () => {
		expect(ownOrigin('evil.example', 'https://vouchers.example/', '127.0.0.1')).toBe('https://vouchers.example')
	})
})

describe('the body of a request', () => {
	const form = 'application/x-www-form-urlencoded'
	test.each([
		['GET', {}, null],
		['POST', { 'content-length': '0' }, null],
		['POST', { 'content-length': '10', 'content-type': form }, null],
		['POST', { 'content-length': '20000000', 'content-type': 'multipart/form-data; boundary=x' }, null],
		['POST', { 'content-length': '2000000', 'content-type': form }, 413],
		['POST', { 'content-length': '99000000', 'content-type': 'multipart/form-data; boundary=x' }, 413],
		['POST', { 'content-length': '10', 'content-type': 'text/plain' }, 415],
		['POST', { 'content-length': '10' }, 415],
		['POST', { 'transfer-encoding': 'chunked', 'content-type': form }, 411],
	])('%s with %j: %s', (method, headers, status) => {
		expect(bodyRefusal(method, headers)).toBe(status)
	})
})
