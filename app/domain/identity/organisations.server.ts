import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { authorize, memberOf } from './policy.ts'

/** One's own organisation with the name of its division. */
export async function ownOrganisation(ctx: Context) {
	const { organisationId } = memberOf(ctx.actor)
	const organisation = await ctx.db.organisation.findUniqueOrThrow({ where: { id: organisationId } })
	const division = await ctx.db.division.findUnique({ where: { code: organisation.divisionCode } })
	return { ...organisation, division }
}

/** The organisations a person may act for, in the order they came to them. */
export async function ownOrganisations(ctx: Context) {
	const { accountId } = memberOf(ctx.actor)
	const memberships = await ctx.db.membership.findMany({
		where: { accountId, state: 'active' },
		orderBy: { id: 'asc' },
		select: { role: true, organisation: { select: { id: true, number: true, name: true, kind: true } } },
	})
	const byId = new Map<bigint, { number: string; name: string; kind: string; roles: string[] }>()
	for (const { role, organisation } of memberships) {
		const { id, ...known } = organisation
		const entry = byId.get(id) ?? { ...known, roles: [] }
		entry.roles.push(role)
		byId.set(id, entry)
	}
	return [...byId].map(([id, entry]) => ({ id, ...entry }))
}

/** Organisations the operator has to look at, longest waiting first, and how many there are in each state. */
export async function verificationQueue(ctx: Context, { status, page }: { status: string; page: number }) {
	authorize(ctx.actor, 'organisation.verify', {})
	const where = { status, kind: { in: ['enterprise', 'provider'] } }
	const [organisations, counts] = [
		await ctx.db.organisation.findMany({
			where,
			orderBy: { id: status === 'pending' ? 'asc' : 'desc' },
			skip: (page - 1) * queuePage,
			take: queuePage,
			select: {
				number: true,
				name: true,
				kind: true,
				creditCode: true,
				divisionCode: true,
				status: true,
				createdAt: true,
				isDemo: true,
			},
		}),
		await ctx.db.organisation.groupBy({ by: ['status'], where: { kind: where.kind }, _count: true }),
	]
	return {
		organisations,
		counts: Object.fromEntries(counts.map((c) => [c.status, c._count])) as Record<string, number>,
	}
}
export const queuePage = 30

/** One organisation as the operator verifies it, with others that look like it. */
export async function organisationForVerification(ctx: Context, number: string) {
	authorize(ctx.actor, 'organisation.verify', {})
	const organisation = await ctx.db.organisation.findUnique({ where: { number } })
	if (!organisation) throw new DomainError('not_found')
	const { id, name, contactPhone } = organisation
	const like = [{ name }, ...(contactPhone ? [{ contactPhone }] : [])]
	const [division, similar, people, verifiedBy] = [
		await ctx.db.division.findUnique({ where: { code: organisation.divisionCode } }),
		await ctx.db.organisation.findMany({
			where: { NOT: { id }, OR: like },
			take: 10,
			select: { number: true, name: true, creditCode: true, status: true, contactPhone: true },
		}),
		await ctx.db.account.findMany({
			where: { memberships: { some: { organisationId: id, state: 'active' } } },
			select: { name: true, email: true },
			take: 20,
		}),
		organisation.verifiedById
			? await ctx.db.account.findUnique({ where: { id: organisation.verifiedById }, select: { name: true } })
			: null,
	]
	return { organisation, division, similar, people, verifiedByName: verifiedBy?.name ?? null }
}

/** All authorities with their division and how many people act for each. */
export async function listAuthorities(ctx: Context) {
	authorize(ctx.actor, 'authority.enrol', {})
	return ctx.db.$queryRaw<AuthorityRow[]>`
		SELECT o.number, o.name, o.division_code AS "divisionCode", d.name AS "divisionName", d.name_en AS "divisionNameEn",
		       o.is_demo AS "isDemo",
		       (SELECT count(DISTINCT m.account_id)::int FROM membership m WHERE m.organisation_id = o.id AND m.state = 'active') AS people,
		       (SELECT count(*)::int FROM invitation i WHERE i.organisation_id = o.id AND i.state = 'open') AS invited
		FROM organisation o LEFT JOIN division d ON d.code = o.division_code
		WHERE o.kind = 'authority' ORDER BY o.division_code, o.id`
}
export type AuthorityRow = {
	number: string
	name: string
	divisionCode: string
	divisionName: string | null
	divisionNameEn: string | null
	isDemo: boolean
	people: number
	invited: number
}
