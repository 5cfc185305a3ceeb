import { z } from 'zod'
import { creditCode, day, email, optionalText, text } from '#app/lib/form-fields.ts'
import type { Machine } from '#app/lib/machine.ts'
import { newPerson, passwordsAgree } from './account.ts'
import { providerKinds } from './provider-kinds.ts'

export const organisationStates = ['pending', 'verified', 'refused'] as const
export type OrganisationState = (typeof organisationStates)[number]

/** An organisation is looked at by the operator once; a refused one may correct its data and be looked at again. */
export const organisationMachine = {
	verify: { from: ['pending'], to: 'verified' },
	refuse: { from: ['pending'], to: 'refused' },
	resubmit: { from: ['refused'], to: 'pending' },
} as const satisfies Machine<OrganisationState, 'verify' | 'refuse' | 'resubmit'>

const divisionCode = () => z.string({ error: 'field.required' }).regex(/^\d{6}$/, 'field.required')
const phone = () =>
	z
		.string({ error: 'field.required' })
		.trim()
		.regex(/^[0-9+\-\s()]{7,20}$/, 'field.not_a_phone')
const providerKind = () => z.enum(providerKinds, { error: 'field.required' })

/** Who an organisation is. Name and code are the entity's own: after verification they change only through the operator. */
const entity = { name: text(120), creditCode: creditCode() }

/** How an organisation is reached, editable at any time. */
const reach = {
	nameEn: optionalText(200),
	divisionCode: divisionCode(),
	address: optionalText(200),
	legalRepresentative: optionalText(60),
	contactName: text(60),
	contactPhone: phone(),
}

const registration = { ...entity, divisionCode: divisionCode(), contactPhone: phone(), email: email(), ...newPerson }

export const registerForm = z
	.discriminatedUnion('kind', [
		z.object({ kind: z.literal('enterprise'), ...registration }),
		z.object({ kind: z.literal('provider'), providerKind: providerKind(), ...registration }),
	])
	.refine(...passwordsAgree)
export type RegisterInput = z.output<typeof registerForm>

/** Of a provider also what it is and since when: programmes may ask for its kind and its years in operation. */
export const profileForm = z.object({
	...reach,
	providerKind: providerKind().optional(),
	establishedOn: day().optional(),
})
export type ProfileInput = z.output<typeof profileForm>

/** A refused organisation corrects name and code and asks again. */
export const resubmitForm = z.object(entity)

export const refuseForm = z.object({ reason: text(500) })
