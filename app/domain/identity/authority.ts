import { z } from 'zod'
import { creditCode, email, optionalTick, text } from '#app/lib/form-fields.ts'
import { type Role, rolesByKind } from './actor.ts'
import { forbiddenPair, rolesThatAppoint } from './membership.ts'

const tick = optionalTick()

/** Boxes of an authority's roles → the roles ticked: at least one that may appoint others, and no forbidden pair. */
const officerRoles = () =>
	z
		.object(
			{ programme_officer: tick, reviewer: tick, settlement_officer: tick, finance: tick, auditor: tick },
			{ error: 'field.required' },
		)
		.transform((boxes): Role[] => rolesByKind.authority.filter((role) => boxes[role]))
		.refine((roles) => roles.length > 0, 'field.required')
		.refine((roles) => !forbiddenPair(roles), 'field.roles_incompatible')
		.refine(
			(roles) => roles.some((r) => (rolesThatAppoint as readonly Role[]).includes(r)),
			'field.role_appoints_missing',
		)

/** A new authority and its first two officers, who then appoint everyone else together. */
export const enrolForm = z
	.object({
		name: text(120),
		creditCode: creditCode(),
		divisionCode: z.string({ error: 'field.required' }).regex(/^\d{6}$/, 'field.required'),
		firstName: text(60),
		firstEmail: email(),
		firstRoles: officerRoles(),
		secondName: text(60),
		secondEmail: email(),
		secondRoles: officerRoles(),
	})
	.refine((form) => form.firstEmail !== form.secondEmail, { path: ['secondEmail'], message: 'field.two_people' })
export type EnrolInput = z.output<typeof enrolForm>
