import { fileLoader } from '#app/web/download.server.ts'
import { printPack } from '#app/web/print-pack.server.ts'

/** A claim with its documents as one PDF. */
export const loader = fileLoader(async (ctx, { params: { number = '' }, context: { locale } }) => ({
	name: `${number}.pdf`,
	content: await printPack(ctx, number, locale),
}))
