import nodemailer from 'nodemailer'
import { env } from './env.server.ts'

/** A letter ready to go: plain text and HTML of the same words. */
export type Letter = {
	/** the same each time the same mail is tried: a server that got it twice can tell */
	id: string
	to: string
	subject: string
	text: string
	html: string
	locale: 'zh' | 'en'
	/** whole address at which one request ends mails of this sort (RFC 8058) */
	unsubscribe?: string
}

/** Whether letters leave the house: SMTP_URL is set. Without it they are kept in the mailbox of the operator's desk. */
export const canSend = () => env.SMTP_URL !== undefined

/** Public address of the product, for links in what leaves it. */
export const publicOrigin = () => env.APP_ORIGIN ?? `http://${env.HOST}:${env.PORT}`

/** The address letters come from: MAIL_FROM, else no-reply at the product's own host. */
const sender = () => env.MAIL_FROM ?? `no-reply@${new URL(publicOrigin()).hostname}`

const secondsToConnect = 15
const secondsOfSilence = 60

function openTransport(url: string) {
	return nodemailer.createTransport({
		url,
		pool: true,
		maxConnections: 5,
		connectionTimeout: secondsToConnect * 1000,
		greetingTimeout: secondsToConnect * 1000,
		socketTimeout: secondsOfSilence * 1000,
		// letters are made of strings: nothing is ever fetched or read for them
		disableFileAccess: true,
		disableUrlAccess: true,
	})
}
let transport: ReturnType<typeof openTransport> | undefined

/** Hands a letter to the server of SMTP_URL. Throws when it was not taken; see `isRefusedForGood`. */
export async function sendLetter(letter: Letter): Promise<void> {
	if (!env.SMTP_URL) throw new Error('no SMTP_URL')
	transport ??= openTransport(env.SMTP_URL)
	const { unsubscribe } = letter
	await transport.sendMail({
		from: sender(),
		to: letter.to,
		subject: letter.subject,
		text: letter.text,
		html: letter.html,
		messageId: `<${letter.id}@${new URL(publicOrigin()).hostname}>`,
		headers: {
			'Auto-Submitted': 'auto-generated',
			'Content-Language': letter.locale,
			...(unsubscribe
				? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
				: {}),
		},
	})
}

/** Whether the server said that it will never take this letter (an address that does not exist): not tried again. */
export function isRefusedForGood(error: unknown): boolean {
	const { responseCode, code } = error as { responseCode?: unknown; code?: unknown }
	return code === 'EENVELOPE' && typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600
}

/** Closes the connections of this process. */
export function closeMailer(): void {
	transport?.close()
	transport = undefined
}
