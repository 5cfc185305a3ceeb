import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dayOf, type LocalDate } from '#app/lib/time.ts'
import type { NoticeModel } from '#app/platform/.server/prisma/models/Notice.ts'
import { type NoticeSnapshot, type NoticeState, noticeSnapshot } from './notice.ts'

export type NoticeRow = Omit<NoticeModel, 'state' | 'snapshot' | 'opensOn' | 'closesOn'> & {
	state: NoticeState
	snapshot: NoticeSnapshot
	opensOn: LocalDate
	closesOn: LocalDate
}

/** The notice of a public number. Throws not_found. Notices are public; authorise before changing one. */
export async function findNotice(ctx: Context, number: string): Promise<NoticeRow> {
	const notice = await ctx.db.notice.findUnique({ where: { number } })
	if (!notice) throw new DomainError('not_found', { number })
	return readNotice(notice)
}

/** A notice's row with its days and snapshot read. */
export const readNotice = (notice: NoticeModel): NoticeRow => ({
	...notice,
	state: notice.state as NoticeState, // why: the database checks the state's values
	snapshot: noticeSnapshot.parse(notice.snapshot),
	opensOn: dayOf(notice.opensOn),
	closesOn: dayOf(notice.closesOn),
})
