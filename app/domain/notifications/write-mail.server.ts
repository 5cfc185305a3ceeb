import type { Context } from '#app/domain/context.server.ts'
import type { MailDetails, MailKind } from './notification.ts'

/**
 * Writes a mail to each of some people, in the language each uses; accounts that may not sign in get none. `event` names
 * what happened: told again, nobody gets a second mail. Called by the worker, never by a request. Answers how many.
 */
export async function writeMail<K extends MailKind>(
	ctx: Context,
	mail: { event: string; kind: K; to: readonly bigint[]; details: MailDetails<K> },
): Promise<number> {
	if (mail.to.length === 0) return 0
	return ctx.db.$executeRaw`
		INSERT INTO mail (event, kind, account_id, email, locale, details)
		SELECT ${mail.event}, ${mail.kind}, a.id, a.email, a.locale, ${JSON.stringify(mail.details)}::jsonb
		FROM account a WHERE a.id = ANY (${[...mail.to]}) AND a.disabled_at IS NULL
		ON CONFLICT ON CONSTRAINT mail_once DO NOTHING`
}

/** The people who act for an organisation: its administrators. */
export async function administrators(ctx: Context, organisationId: bigint): Promise<bigint[]> {
	const rows = await ctx.db.membership.findMany({
		where: { organisationId, state: 'active', role: { in: ['enterprise_admin', 'provider_admin'] } },
		distinct: ['accountId'],
		orderBy: { accountId: 'asc' },
		take: 20,
		select: { accountId: true },
	})
	return rows.map((row) => row.accountId)
}
