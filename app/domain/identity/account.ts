import { z } from 'zod'
import { email, text } from '#app/lib/form-fields.ts'

/** A password somebody chooses: length is what counts (10 to 128 characters), no rules about kinds of characters. */
const chosenPassword = () =>
	z.string({ error: 'field.required' }).min(10, 'field.password_short').max(128, 'field.too_long')

const repeated = <T extends { password: string; passwordAgain: string }>(form: T) =>
	form.password === form.passwordAgain
const repeatedError = { path: ['passwordAgain'], message: 'field.password_differs' }

export const signInForm = z.object({
	email: email(),
	password: z.string({ error: 'field.required' }).min(1, 'field.required').max(128, 'field.too_long'),
	back: z.string().max(500).optional(),
})

export const passwordForm = z
	.object({
		currentPassword: z.string({ error: 'field.required' }).min(1, 'field.required').max(128, 'field.too_long'),
		password: chosenPassword(),
		passwordAgain: z.string({ error: 'field.required' }),
	})
	.refine(repeated, repeatedError)

/** The person who registers, or accepts an invitation without having an account yet. */
export const newPerson = {
	personName: text(60),
	password: chosenPassword(),
	passwordAgain: z.string({ error: 'field.required' }),
}
export const passwordsAgree = [repeated, repeatedError] as const

/** An invitation by someone who has an account proves the account with its password; others set name and password. */
export const acceptNewForm = z.object(newPerson).refine(...passwordsAgree)
export const acceptKnownForm = z.object({
	password: z.string({ error: 'field.required' }).min(1, 'field.required').max(128, 'field.too_long'),
})
