import { z } from 'zod'
import { file, reference, text } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'

export const payeeStates = ['proposed', 'confirmed', 'refused', 'replaced'] as const
export type PayeeState = (typeof payeeStates)[number]

/** Where money may go is never edited: a change is a new row that replaces the old one when a second person confirms it. */
export const payeeMachine = {
	confirm: { from: ['proposed'], to: 'confirmed' },
	refuse: { from: ['proposed'], to: 'refused' },
	replace: { from: ['confirmed'], to: 'replaced' },
} as const satisfies Machine<PayeeState, 'confirm' | 'refuse' | 'replace'>

const digits = (value: unknown) => (typeof value === 'string' ? value.replace(/[\s-]/g, '') : value)

export const payeeForm = z.object({
	accountName: text(120),
	accountNo: z.preprocess(digits, z.string({ error: 'field.required' }).regex(/^\d{8,32}$/, 'field.not_an_account')),
	bankName: text(120),
	bankCode: z.preprocess(digits, z.string({ error: 'field.required' }).regex(/^\d{12}$/, 'field.not_a_bank_code')),
	proof: file(),
})
export type PayeeInput = z.output<typeof payeeForm>

/** Whether an account is in the entity's own name; full-width and half-width forms of a character count as one. */
export function isNameOf(accountName: string, entityName: string): boolean {
	const plain = (name: string) => name.normalize('NFKC').replace(/\s+/g, '')
	return plain(accountName) === plain(entityName)
}

/** 6212 **** **** 3308: an account number in a list. */
export const maskAccount = (accountNo: string) => `${accountNo.slice(0, 4)} **** **** ${accountNo.slice(-4)}`

/** Which account is confirmed or turned down. */
export const payeeNumberForm = z.object({ number: reference() })
