import { createHmac, timingSafeEqual } from 'node:crypto'
import { env } from './env.server.ts'

/** A signature of ours under a value, good for one purpose only: whoever holds it may do that one thing without signing in. */
export const signatureOf = (purpose: string, value: string) =>
	createHmac('sha256', env.SESSION_SECRET ?? 'development')
		.update(`${purpose}\0${value}`)
		.digest('base64url')

/** Whether a signature is ours. */
export function isSignature(purpose: string, value: string, given: string): boolean {
	const [ours, theirs] = [Buffer.from(signatureOf(purpose, value)), Buffer.from(given)]
	return ours.length === theirs.length && timingSafeEqual(ours, theirs)
}
