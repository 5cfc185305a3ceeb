import { system } from '#app/domain/identity/actor.ts'
import { type Post, sendDueMail } from '#app/domain/notifications/send-mail.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { logger } from '#app/platform/logger.server.ts'
import { canSend, isRefusedForGood, sendLetter } from '#app/platform/mailer.server.ts'
import { letterOf } from '#app/web/letter.server.ts'

/** Through SMTP_URL; without it a letter is kept where the operator reads it. */
const post: Post = {
	deliver: async (mail) => {
		const letter = letterOf(mail)
		if (!canSend()) return { outcome: 'kept', subject: letter.subject, body: letter.text }
		try {
			await sendLetter(letter)
		} catch (error) {
			logger.warn({ mail: mail.id.toString(), kind: mail.kind, err: error }, 'mail not taken')
			throw error
		}
		return { outcome: 'sent', subject: letter.subject, body: letter.text }
	},
	isForGood: isRefusedForGood,
}

/** Sends the mails whose time has come; answers how many were taken. */
export async function sendWaitingMail(): Promise<number> {
	const { rows } = await pool.query<{ now: Date }>('SELECT business_now() AS now')
	return sendDueMail({ db: prisma, actor: system, now: rows[0]!.now }, post)
}
