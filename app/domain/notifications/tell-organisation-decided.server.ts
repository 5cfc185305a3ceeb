import type { Context } from '#app/domain/context.server.ts'
import { administrators, writeMail } from './write-mail.server.ts'

/** The operator has verified an organisation or not (topics organisation.verified, organisation.refused): its administrators are told. */
export async function tellOrganisationDecided(
	ctx: Context,
	event: { id: string; topic: string; payload: unknown },
): Promise<void> {
	const { organisationId } = event.payload as { organisationId: string | number }
	const id = BigInt(organisationId)
	const { name, statusReason } = await ctx.db.organisation.findUniqueOrThrow({
		where: { id },
		select: { name: true, statusReason: true },
	})
	const told = { event: `${event.topic}/${event.id}`, to: await administrators(ctx, id) }
	if (event.topic === 'organisation.verified')
		await writeMail(ctx, { ...told, kind: 'organisation_verified', details: { organisation: name } })
	else
		await writeMail(ctx, {
			...told,
			kind: 'organisation_refused',
			details: { organisation: name, reason: statusReason ?? '' },
		})
}
