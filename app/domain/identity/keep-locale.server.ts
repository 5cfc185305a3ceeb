import type { Context } from '#app/domain/context.server.ts'
import type { Locale } from '#app/lib/i18n.ts'

/** Keeps the language a person uses on the site: mails to them are written in it. */
export async function keepLocale(ctx: Context, accountId: bigint, locale: Locale): Promise<void> {
	await ctx.db.account.updateMany({ where: { id: accountId, locale: { not: locale } }, data: { locale } })
}
