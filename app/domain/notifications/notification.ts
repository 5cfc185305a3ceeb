import { z } from 'zod'

export const mailStates = ['waiting', 'sent', 'kept', 'failed'] as const
export type MailState = (typeof mailStates)[number]

const account = z.object({
	organisation: z.string(),
	number: z.string(),
	/** masked account numbers: in use until now, and the new one */
	before: z.string(),
	after: z.string(),
	by: z.string(),
})
const payment = z.object({
	number: z.string(),
	/** fen, as text */
	amount: z.string(),
	account: z.string(),
	/** numbers of the claims paid, at most ten, and how many there are */
	claims: z.array(z.string()),
	count: z.number().int(),
})

/** What each kind of mail is about. Values only: the words are made in the recipient's language when it is sent. */
export const mailDetails = {
	payee_proposed: account,
	payee_confirmed: account,
	organisation_verified: z.object({ organisation: z.string() }),
	organisation_refused: z.object({ organisation: z.string(), reason: z.string() }),
	claim_returned: z.object({ number: z.string(), words: z.string() }),
	payment_made: payment,
	payment_returned: payment,
	/** what a saved search found since it was last told of */
	new_listings: z.object({
		search: z.string(),
		name: z.string(),
		query: z.string(),
		/** found in all; only the first are named */
		count: z.number().int(),
		listings: z.array(
			z.object({
				number: z.string(),
				name: z.string(),
				nameEn: z.string().nullable(),
				provider: z.string(),
				providerEn: z.string().nullable(),
			}),
		),
	}),
} as const satisfies Record<string, z.ZodType>

export type MailKind = keyof typeof mailDetails
export type MailDetails<K extends MailKind> = z.output<(typeof mailDetails)[K]>

/** A mail as it waits to be put into words. */
export type WrittenMail = {
	id: bigint
	event: string
	kind: MailKind
	email: string
	locale: 'zh' | 'en'
	details: unknown
}

/** Tries of a mail before it is given up: over about a day. */
export const mostTries = 12

/** Seconds until the next try after so many: 1 minute, then twice as long each time, at most 4 hours. */
export const secondsUntilNextTry = (tries: number) => Math.min(4 * 3_600, 60 * 2 ** (tries - 1))
