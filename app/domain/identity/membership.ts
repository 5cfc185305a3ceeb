import { z } from 'zod'
import { email, text } from '#app/lib/form-fields.ts'
import { incompatible, type OrganisationKind, type Role, rolesByKind } from './actor.ts'

export type MembershipState = 'proposed' | 'active' | 'ended'

/** The first pair among `roles` that one person may not hold in one authority, or null. */
export function forbiddenPair(roles: readonly Role[]): readonly [Role, Role] | null {
	return incompatible.find(([one, other]) => roles.includes(one) && roles.includes(other)) ?? null
}

/** Roles a person holding `held` may still be given in an organisation of this kind. */
export function rolesOpenTo(kind: OrganisationKind, held: readonly Role[]): Role[] {
	return rolesByKind[kind].filter((role) => !held.includes(role) && !forbiddenPair([...held, role]))
}

export const isRoleOf = (kind: OrganisationKind, role: string): role is Role =>
	(rolesByKind[kind] as readonly string[]).includes(role)

/** The roles one claim passes through; reviewer, settlement officer and finance must be three people. */
export const chainRoles = [
	'programme_officer',
	'reviewer',
	'settlement_officer',
	'finance',
] as const satisfies readonly Role[]

/** Roles whose holders propose and approve the roles of others. */
export const rolesThatAppoint = ['programme_officer', 'finance'] as const satisfies readonly Role[]

/** What an authority still lacks before money can pass all steps: unfilled roles, and people up to three. */
export function chainGaps(people: readonly { roles: readonly Role[] }[]) {
	const filled = new Set(people.flatMap((p) => p.roles))
	return { roles: chainRoles.filter((r) => !filled.has(r)), people: Math.max(0, 3 - people.length) }
}

const anyRole = z.enum(Object.values(rolesByKind).flat() as [Role, ...Role[]], { error: 'field.required' })

/** A person to be added to one's own organisation, with one role. */
export const inviteForm = z.object({ name: text(60), email: email(), role: anyRole })
export type InviteInput = z.output<typeof inviteForm>

/** A person proposed for a role in one's own authority. */
export const proposeRoleForm = z.object({
	name: text(60),
	email: email(),
	role: z.enum(rolesByKind.authority, { error: 'field.required' }),
})
export type ProposeRoleInput = z.output<typeof proposeRoleForm>

/** One row of a list: a role or an invitation. */
export const rowForm = z.object({
	row: z
		.string()
		.regex(/^\d{1,18}$/, 'field.invalid')
		.transform(BigInt),
})
