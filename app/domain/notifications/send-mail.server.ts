import type { Context } from '#app/domain/context.server.ts'
import { mostTries, secondsUntilNextTry, type WrittenMail } from './notification.ts'

/** Words of a mail, and what became of them: sent, or kept in the mailbox because there is no way to send. */
export type Delivered = { outcome: 'sent' | 'kept'; subject: string; body: string }
export type Post = {
	deliver: (mail: WrittenMail) => Promise<Delivered>
	/** the other side will never take it: not tried again */
	isForGood: (error: unknown) => boolean
}

/** As many mails are on their way at once. */
const atOnce = 5
/** A worker that takes longer over a mail, or dies over it, has lost it to the next one. */
const secondsHeld = 300

/**
 * Takes the mails whose time has come, oldest first, and sends each; what fails is tried again later, later each time, and
 * given up after `mostTries` or when it is refused for good. Mails other workers hold are left to them. A crash between
 * sending and noting it sends a mail twice, under the same message id. Answers how many were taken.
 */
export async function sendDueMail(ctx: Context, post: Post): Promise<number> {
	const mails = await ctx.db.$queryRaw<(WrittenMail & { attempts: number })[]>`
		UPDATE mail m SET attempts = m.attempts + 1, not_before = clock_timestamp() + make_interval(secs => ${secondsHeld}::float8)
		WHERE m.id IN (SELECT id FROM mail WHERE state = 'waiting' AND not_before <= clock_timestamp() ORDER BY not_before, id LIMIT ${atOnce} FOR UPDATE SKIP LOCKED)
		RETURNING m.id, m.event, m.kind, m.email, m.locale, m.details, m.attempts`
	await Promise.all(mails.map((mail) => sendOne(ctx, mail, post)))
	return mails.length
}

async function sendOne(ctx: Context, mail: WrittenMail & { attempts: number }, post: Post): Promise<void> {
	try {
		const { outcome, subject, body } = await post.deliver(mail)
		await ctx.db.$executeRaw`
			UPDATE mail SET state = ${outcome}, subject = ${subject}, body = ${outcome === 'kept' ? body : null}, last_error = NULL, done_at = clock_timestamp()
			WHERE id = ${mail.id} AND state = 'waiting'`
	} catch (error) {
		const words = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1_000)
		const isLast = mail.attempts >= mostTries || post.isForGood(error)
		await ctx.db.$executeRaw`
			UPDATE mail SET last_error = ${words}, state = CASE WHEN ${isLast} THEN 'failed' ELSE 'waiting' END,
				done_at = CASE WHEN ${isLast} THEN clock_timestamp() END,
				not_before = clock_timestamp() + make_interval(secs => ${secondsUntilNextTry(mail.attempts)}::float8)
			WHERE id = ${mail.id} AND state = 'waiting'`
	}
}
