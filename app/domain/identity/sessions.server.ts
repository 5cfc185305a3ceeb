import { createHmac } from 'node:crypto'
import type { Context } from '#app/domain/context.server.ts'
import { newToken } from '#app/lib/ids.ts'
import { together } from '#app/lib/together.ts'
import { preparedPool } from '#app/platform/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { type Actor, type OrganisationKind, type Role, visitor } from './actor.ts'

/** A session ends after this many hours of the true clock without use, and in any case `longestDays` after sign-in. */
export const idleHours = 12
export const longestDays = 7

/** What is stored of a token: useless to whoever reads the table without the server's secret. */
export const hashToken = (token: string) =>
	createHmac('sha256', env.SESSION_SECRET ?? 'development')
		.update(token)
		.digest('hex')

type SessionRow = {
	now: Date
	accountId: string | null
	name: string
	organisationId: string | null
	organisationName: string
	organisationKind: OrganisationKind
	isVerified: boolean
	divisionCode: string
	roles: Role[] | null
}

const sessionsByToken = {
	name: 'sessions_by_token',
	text: `
		WITH used AS (
			UPDATE session SET expires_at = least(now() + make_interval(hours => $2::int),
			                                      created_at + make_interval(days => $3::int))
			WHERE token_hash = ANY ($1::text[]) AND revoked_at IS NULL AND expires_at > now()
			  AND expires_at < least(now() + make_interval(hours => $2::int / 2), created_at + make_interval(days => $3::int))
		)
		SELECT clock.now, a.id::text AS "accountId", a.name, o.id::text AS "organisationId", o.name AS "organisationName",
		       o.kind AS "organisationKind", o.status = 'verified' AS "isVerified", o.division_code AS "divisionCode", o.roles
		FROM unnest($1::text[]) WITH ORDINALITY asked(token_hash, n)
		CROSS JOIN (SELECT date_trunc('milliseconds', business_now()) AS now) clock
		LEFT JOIN session s ON s.token_hash = asked.token_hash AND s.revoked_at IS NULL AND s.expires_at > now()
		LEFT JOIN account a ON a.id = s.account_id AND a.disabled_at IS NULL
		LEFT JOIN LATERAL (
			SELECT o.id, o.name, o.kind, o.status, o.division_code, array_agg(m.role ORDER BY m.id) AS roles
			FROM membership m JOIN organisation o ON o.id = m.organisation_id
			WHERE m.account_id = a.id AND m.state = 'active'
			GROUP BY o.id
			ORDER BY (o.id = s.organisation_id) IS NOT TRUE, min(m.id)
			LIMIT 1
		) o ON true
		ORDER BY asked.n`,
}
/** Many who come at the same moment are looked up by one statement. */
const readRow = together(
	async (hashes: readonly string[]) => {
		const { rows } = await preparedPool.query<SessionRow>({
			...sessionsByToken,
			values: [[...hashes], idleHours, longestDays],
		})
		return rows
	},
	{ hands: 2, most: 200 },
)

/**
 * The database's clock and the person behind a session token, in one round trip. A revoked or expired session, a
 * disabled account and an ended role count from this request on. When the chosen organisation is no longer the person's,
 * another of theirs is taken; someone without any is a visitor. Use moves the end of the session on (at most once in
 * half the idle time).
 */
export async function readSession(token: string | null): Promise<{ now: Date; actor: Actor }> {
	const row = await readRow(token ? hashToken(token) : '')
	if (row.accountId === null || row.organisationId === null) return { now: row.now, actor: visitor }
	const { accountId, name, organisationId, organisationName, organisationKind, isVerified, divisionCode } = row
	return {
		now: row.now,
		actor: {
			type: 'member',
			accountId: BigInt(accountId),
			name,
			organisationId: BigInt(organisationId),
			organisationName,
			organisationKind,
			isVerified,
			divisionCode,
			roles: row.roles ?? [],
		},
	}
}

/** A new session for a person whose password has just been checked. Answers with the token, which is stored nowhere. */
export async function openSession(
	ctx: Context,
	accountId: bigint,
	organisationId: bigint,
	userAgent: string | null,
): Promise<string> {
	const token = newToken()
	await ctx.db.$executeRaw`
		INSERT INTO session (token_hash, account_id, organisation_id, user_agent, created_at, expires_at)
		VALUES (${hashToken(token)}, ${accountId}, ${organisationId}, ${userAgent?.slice(0, 200) ?? null},
		        now(), now() + make_interval(hours => ${idleHours}))`
	return token
}

/** Ends the session of a token, if it is one: nothing the token is sent with afterwards is signed in. */
export async function closeSession(ctx: Context, token: string | null): Promise<void> {
	if (!token) return
	await ctx.db.session.updateMany({
		where: { tokenHash: hashToken(token), revokedAt: null },
		data: { revokedAt: ctx.now },
	})
}
