import type { Context } from '#app/domain/context.server.ts'
import type { Member, OrganisationKind, Role } from '#app/domain/identity/actor.ts'
import { prisma } from '#app/platform/db.server.ts'
import { mailOf } from './accounts.ts'

/** Lets the demo's people act on a day of the past: the same commands, the business clock set back. */
export type Cast = {
	/** `desk` of `office` (or of an enterprise or provider by its key) at 10 o'clock of a day in Shanghai */
	as: (desk: string, office: string, day: string, hour?: number) => Context
}

export async function gatherCast(): Promise<Cast> {
	const memberships = await prisma.membership.findMany({
		where: { state: 'active' },
		include: { account: true, organisation: true },
	})
	const members = new Map<string, Member>()
	for (const { account, organisation, role } of memberships) {
		const known = members.get(account.email)
		members.set(account.email, {
			type: 'member',
			accountId: account.id,
			name: account.name,
			organisationId: organisation.id,
			organisationName: organisation.name,
			organisationKind: organisation.kind as OrganisationKind,
			isVerified: organisation.status === 'verified',
			divisionCode: organisation.divisionCode,
			roles: [...(known?.roles ?? []), role as Role],
		})
	}
	return {
		as(desk, office, day, hour = 10) {
			const actor = members.get(mailOf(desk, office))
			if (!actor) throw new Error(`no demo account ${mailOf(desk, office)}`)
			return { db: prisma, actor, now: new Date(`${day}T${hour.toString().padStart(2, '0')}:00:00+08:00`) }
		},
	}
}
