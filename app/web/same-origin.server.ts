import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

/**
 * The origin a request was made to, or null when its Host is not one of ours. With `configured` (APP_ORIGIN) that is it;
 * without, only a loopback name, an address or the host we were told to listen on is believed, so that no foreign name
 * can be pointed at this server.
 */
export function ownOrigin(host: string | undefined, configured: string | undefined, listenHost: string): string | null {
	if (configured) return new URL(configured).origin
	const url = host && URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null
	if (!url) return null
	const name = url.hostname.replace(/^\[|\]$/g, '')
	return name === 'localhost' || name === listenHost || isIP(name) !== 0 ? url.origin : null
}

/**
 * Whether a request may change something: it comes from a page of this origin, by the browser's own word. The one
 * defence against forged requests, so it runs before anything that answers to a method other than GET and HEAD.
 */
export function isSameOrigin(method: string, headers: IncomingHttpHeaders, origin: string): boolean {
	if (method === 'GET' || method === 'HEAD') return true
	const site = headers['sec-fetch-site']
	if (site !== undefined) return site === 'same-origin'
	if (headers.origin !== undefined) return headers.origin === origin
	const referer = headers.referer
	return referer !== undefined && URL.canParse(referer) && new URL(referer).origin === origin
}

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json']

/** Largest body of a form with files, and of any other request, in bytes. */
const largestUpload = 41 * 1024 * 1024
const largestForm = 1024 * 1024

/** The status a body is refused with before it is read; null: read it. Its length must be known beforehand. */
export function bodyRefusal(method: string, headers: IncomingHttpHeaders): 411 | 413 | 415 | null {
	if (method === 'GET' || method === 'HEAD') return null
	const length = headers['content-length']
	if (length === undefined) return headers['transfer-encoding'] === undefined ? null : 411
	if (length === '0') return null
	const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
	if (!formTypes.includes(type)) return 415
	return Number(length) > (type === 'multipart/form-data' ? largestUpload : largestForm) ? 413 : null
}
