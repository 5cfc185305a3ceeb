import { createCookie } from '@remix-run/node'
import type { Context } from '#app/domain/context.server.ts'
import { closeSession, hashToken, longestDays, openSession, readSession } from '#app/domain/identity/sessions.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { env } from '#app/platform/env.server.ts'

const isSecure = env.APP_ORIGIN?.startsWith('https:') ?? false

/** Holds the session's token and nothing else. The `__Host-` prefix keeps sister domains from setting it. */
const cookie = createCookie(isSecure ? '__Host-session' : 'session', {
	httpOnly: true,
	sameSite: 'lax',
	secure: isSecure,
	path: '/',
	maxAge: longestDays * 86_400,
})

/** The session token a request carries, or null. */
export async function sessionToken(request: Request): Promise<string | null> {
	const value: unknown = await cookie.parse(request.headers.get('Cookie'))
	return typeof value === 'string' && value.length <= 100 ? value : null
}

/** How the session of a request is known in the table. */
export const ownSession = async (request: Request) => ({ tokenHash: hashToken((await sessionToken(request)) ?? '') })

/** Who asks, and what time it is in the database: one round trip, signed in or not. */
export async function contextFor(request: Request): Promise<Context> {
	const { now, actor } = await readSession(await sessionToken(request))
	return { db: prisma, actor, now }
}

/**
 * Signs a person in on this browser: a new session, never the one the browser came with, which ends.
 * Answers with the headers to send along.
 */
export async function createSession(
	ctx: Context,
	request: Request,
	person: { accountId: bigint; organisationId: bigint },
): Promise<Headers> {
	await closeSession(ctx, await sessionToken(request))
	const token = await openSession(ctx, person.accountId, person.organisationId, request.headers.get('User-Agent'))
	return new Headers({ 'Set-Cookie': await cookie.serialize(token) })
}

/** Signs this browser out; the token is dead at once. Answers with the headers that clear the cookie. */
export async function endSession(ctx: Context, request: Request): Promise<Headers> {
	await closeSession(ctx, await sessionToken(request))
	return new Headers({ 'Set-Cookie': await cookie.serialize('', { maxAge: 0 }) })
}
