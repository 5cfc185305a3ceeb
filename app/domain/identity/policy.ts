import { DomainError } from '#app/lib/errors.ts'
import type { Actor, Member, Role } from './actor.ts'

/** What a permission is asked about: the organisations a thing belongs to, and who has already acted on it. */
export type Subject = {
	enterpriseId?: bigint | null
	providerId?: bigint | null
	authorityId?: bigint | null
	organisationId?: bigint | null
	/** accounts that may not do this step because they did an earlier one (two different people) */
	doneBy?: readonly (bigint | null | undefined)[]
}
type Rule = (actor: Member, subject: Subject) => boolean

const own = (id: bigint | null | undefined, actor: Member) => id != null && id === actor.organisationId
const enterprise: Rule = (actor, s) => actor.organisationKind === 'enterprise' && own(s.enterpriseId, actor)
const provider: Rule = (actor, s) => actor.organisationKind === 'provider' && own(s.providerId, actor)
const authority =
	(...roles: Role[]): Rule =>
	(actor, s) =>
		actor.organisationKind === 'authority' && own(s.authorityId, actor) && actor.roles.some((r) => roles.includes(r))
const anyAuthorityRole = authority('programme_officer', 'reviewer', 'settlement_officer', 'finance', 'auditor')
const operator: Rule = (actor) => actor.roles.includes('operator')
const member: Rule = (actor, s) => own(s.organisationId, actor)
const admin: Rule = (actor, s) =>
	own(s.organisationId, actor) && actor.roles.some((r) => r === 'enterprise_admin' || r === 'provider_admin')
const any =
	(...rules: Rule[]): Rule =>
	(actor, s) =>
		rules.some((rule) => rule(actor, s))

/**
 * Who may do what. One row per permission; no row, no access. Steps that need a second person also look at
 * `subject.doneBy` (design section 9): `authorize` refuses them with `access.other_person`.
 */
export const policy = {
	'organisation.view': any(member, operator),
	'organisation.edit': any(admin),
	'organisation.verify': operator,
	'member.manage': any(admin),
	'role.propose': authority('programme_officer', 'finance'),
	'role.approve': authority('programme_officer', 'finance'),
	'authority.enrol': operator,
	'authority.view': any(anyAuthorityRole, operator),
	'payee.propose': any(member),
	'payee.confirm': any(member, operator),
	'listing.edit': provider,
	'listing.review': operator,
	'programme.view_desk': anyAuthorityRole,
	'programme.edit': authority('programme_officer'),
	'programme.publish': authority('programme_officer'),
	'round.edit': authority('programme_officer'),
	'round.approve': authority('programme_officer'),
	'fund.view': anyAuthorityRole,
	'trail.view': anyAuthorityRole,
	'report.view': anyAuthorityRole,
	'fund.create': authority('programme_officer', 'finance'),
	'fund.approve': authority('programme_officer', 'finance'),
	'year_end.propose': authority('programme_officer', 'finance'),
	'year_end.approve': authority('programme_officer', 'finance'),
	'receipt.record': authority('finance'),
	'correction.propose': authority('programme_officer', 'finance'),
	'correction.approve': authority('programme_officer', 'finance'),
	'period.view': anyAuthorityRole,
	'period.propose': authority('programme_officer', 'finance'),
	'period.approve': authority('programme_officer', 'finance'),
	'application.submit': enterprise,
	'application.view': any(enterprise, anyAuthorityRole),
	'application.decide': authority('reviewer', 'programme_officer'),
	'draw.score': authority('reviewer', 'programme_officer'),
	'draw.close': authority('reviewer', 'programme_officer'),
	'draw.approve': authority('programme_officer', 'finance'),
	'voucher.view': any(enterprise, anyAuthorityRole),
	'voucher.view_desk': anyAuthorityRole,
	'voucher.propose_end': authority('reviewer', 'programme_officer'),
	'voucher.decide_end': authority('reviewer', 'programme_officer'),
	'order.view': any(enterprise, provider),
	'order.place': enterprise,
	'order.withdraw': enterprise,
	'order.take': provider,
	'order.decline': provider,
	'order.cancel': any(enterprise, provider),
	'order.draw_contract': provider,
	'order.confirm_contract': enterprise,
	'order.receive_sample': provider,
	'order.propose_price': provider,
	'order.confirm_price': enterprise,
	'order.deliver': provider,
	'order.request_changes': enterprise,
	'order.accept': enterprise,
	'order.upload_fapiao': provider,
	'invoice.verify': any(enterprise, authority('reviewer')),
	'invoice.red_letter': any(provider, enterprise, authority('reviewer')),
	'order.record_own_payment': enterprise,
	'order.confirm_own_payment': provider,
	'claim.view': any(member, enterprise, anyAuthorityRole),
	'claim.submit': member,
	'claim.withdraw': member,
	'claim.review': authority('reviewer'),
	'relation.judge': authority('reviewer'),
	'notice.publish': authority('reviewer', 'programme_officer'),
	'notice.close': authority('reviewer', 'programme_officer', 'settlement_officer'),
	'objection.rule': authority('reviewer', 'programme_officer'),
	'claim.approve': authority('reviewer', 'programme_officer', 'settlement_officer'),
	'clawback.propose': authority('reviewer', 'settlement_officer', 'programme_officer'),
	'clawback.demand': authority('reviewer', 'settlement_officer', 'programme_officer'),
	'clawback.receive': authority('finance'),
	'clawback.view': anyAuthorityRole,
	'set_off.propose': authority('settlement_officer'),
	'set_off.decide': authority('finance'),
	'clearing.view': anyAuthorityRole,
	'clearing.propose': authority('settlement_officer'),
	'clearing.decide': authority('finance'),
	'sanction.view': anyAuthorityRole,
	'sanction.propose': authority('reviewer', 'programme_officer'),
	'sanction.decide': authority('reviewer', 'programme_officer'),
	'sampling.view': anyAuthorityRole,
	'sampling.close': authority('reviewer', 'programme_officer'),
	'sampling.enter': authority('reviewer', 'programme_officer', 'finance'),
	'sampling.check': authority('reviewer', 'programme_officer'),
	'batch.view': anyAuthorityRole,
	'batch.lock': authority('settlement_officer'),
	'batch.approve': authority('finance'),
	'batch.send': authority('finance'),
	'batch.download': authority('settlement_officer', 'finance'),
	'statement.import': authority('finance'),
	'statement.match': authority('finance'),
	'statement.view': anyAuthorityRole,
	'operator.view': operator,
	'report_body.open': any(enterprise, provider),
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof policy

/** Whether the actor may do this now. Draws the buttons; `authorize` guards the act. */
export function can(actor: Actor, permission: Permission, subject: Subject): boolean {
	if (actor.type === 'system') return true
	if (actor.type === 'visitor' || !policy[permission](actor, subject)) return false
	return !subject.doneBy?.some((id) => id === actor.accountId)
}

/** Throws access.sign_in, access.denied, or access.other_person when someone else must do this step. */
export function authorize(actor: Actor, permission: Permission, subject: Subject): void {
	if (can(actor, permission, subject)) return
	if (actor.type === 'visitor') throw new DomainError('access.sign_in', { permission })
	if (actor.type === 'member' && policy[permission](actor, subject))
		throw new DomainError('access.other_person', { permission })
	throw new DomainError('access.denied', { permission })
}

/** The signed-in member, or access.sign_in. */
export function memberOf(actor: Actor): Member {
	if (actor.type === 'member') return actor
	throw new DomainError('access.sign_in')
}
