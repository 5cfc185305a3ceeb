import type { Context } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { step } from '#app/lib/machine.ts'
import { applicationMachine } from './application.ts'
import { changeApplication, findApplication } from './application-row.server.ts'

type Decision = { number: string; reason: string }

async function decide(ctx: Context, event: 'return' | 'refuse', { number, reason }: Decision): Promise<void> {
	const application = await findApplication(ctx, number)
	authorize(ctx.actor, 'application.decide', {
		authorityId: application.authorityId,
		doneBy: [application.submittedById],
	})
	const state = step(applicationMachine, event, application.state)
	const decided = { state, reviewReason: reason, reviewedById: memberOf(ctx.actor).accountId }
	const data = event === 'refuse' ? { ...decided, decidedAt: ctx.now } : decided
	await changeApplication(ctx, application, data, `application.${state}`, { reason })
}

/** An officer sends an application back to be corrected, and says what is wrong. */
export const returnApplication = (ctx: Context, decision: Decision) => decide(ctx, 'return', decision)

/** An officer refuses an application, with the reason the applicant reads. */
export const refuseApplication = (ctx: Context, decision: Decision) => decide(ctx, 'refuse', decision)

/** The enterprise takes its application back; it may apply again while the round is open. */
export async function withdrawApplication(ctx: Context, { number }: { number: string }): Promise<void> {
	const application = await findApplication(ctx, number)
	authorize(ctx.actor, 'application.submit', application)
	const state = step(applicationMachine, 'withdraw', application.state)
	await changeApplication(ctx, application, { state, decidedAt: ctx.now }, 'application.withdrawn')
}
