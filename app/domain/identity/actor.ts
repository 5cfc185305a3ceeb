/** Roles by kind of organisation. An authority's roles are separated (see `incompatible`). */
export const rolesByKind = {
	enterprise: ['enterprise_admin', 'enterprise_member'],
	provider: ['provider_admin', 'provider_member'],
	authority: ['programme_officer', 'reviewer', 'settlement_officer', 'finance', 'auditor'],
	operator: ['operator'],
} as const

export type OrganisationKind = keyof typeof rolesByKind
export type Role = (typeof rolesByKind)[OrganisationKind][number]

/** Pairs of roles one person may not hold in one authority (design section 9). */
export const incompatible: readonly (readonly [Role, Role])[] = [
	['reviewer', 'settlement_officer'],
	['reviewer', 'finance'],
	['settlement_officer', 'finance'],
	['auditor', 'programme_officer'],
	['auditor', 'reviewer'],
	['auditor', 'settlement_officer'],
	['auditor', 'finance'],
]

/** The person behind a request, acting for one organisation. */
export type Member = {
	type: 'member'
	accountId: bigint
	name: string
	organisationId: bigint
	organisationName: string
	organisationKind: OrganisationKind
	isVerified: boolean
	divisionCode: string
	roles: readonly Role[]
}
/** Someone who has not signed in. */
export type Visitor = { type: 'visitor' }
/** The worker: timers and outbox, no person. */
export type System = { type: 'system' }

export type Actor = Member | Visitor | System

export const visitor: Visitor = { type: 'visitor' }
export const system: System = { type: 'system' }
