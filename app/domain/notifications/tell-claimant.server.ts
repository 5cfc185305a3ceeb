import type { Context } from '#app/domain/context.server.ts'
import { administrators, writeMail } from './write-mail.server.ts'

/** A claim came back to be corrected (topic claim.returned): whoever submitted it and the claimant's administrators are told why. */
export async function tellClaimReturned(ctx: Context, event: { id: string; payload: unknown }): Promise<void> {
	const { number } = event.payload as { number: string }
	const claim = await ctx.db.claim.findUniqueOrThrow({
		where: { number },
		select: { claimantId: true, submittedById: true, reviewReason: true },
	})
	const to = [...(claim.submittedById ? [claim.submittedById] : []), ...(await administrators(ctx, claim.claimantId))]
	await writeMail(ctx, {
		event: `claim.returned/${event.id}`,
		kind: 'claim_returned',
		to: [...new Set(to)],
		details: { number, words: claim.reviewReason ?? '' },
	})
}

/**
 * The bank has paid, or a payment came back (topics payment.settled, payments.settled, payment.returned): the payee's
 * administrators are told, one mail per payment however many its claims, and whatever was matched with it before. Written as
 * a set: a statement settles payments by the thousand.
 */
export async function tellPaymentsMoved(ctx: Context, event: { topic: string; payload: unknown }): Promise<void> {
	const { subject, commandId } = event.payload as { subject: string; commandId: string }
	const isReturned = event.topic === 'payment.returned'
	const [kind, state] = isReturned ? ['payment_returned', 'returned'] : ['payment_made', 'confirmed']
	await ctx.db.$executeRaw`
		INSERT INTO mail (event, kind, account_id, email, locale, details)
		SELECT ${kind} || '/' || p.number, ${kind}, a.id, a.email, a.locale, jsonb_build_object('number', p.number, 'amount', p.amount_fen::text,
			'account', left(p.account_no, 4) || ' **** **** ' || right(p.account_no, 4), 'count', c.n, 'claims', c.numbers)
		FROM payment p
		CROSS JOIN LATERAL (
			SELECT count(*)::int AS n, to_jsonb((array_agg(k.number ORDER BY k.number))[1:10]) AS numbers
			FROM (SELECT DISTINCT c.number FROM settlement_line l JOIN pay_line y ON y.id = l.pay_line_id JOIN claim c ON c.id = y.claim_id
			      WHERE l.payment_id = p.id) k) c
		JOIN LATERAL (SELECT DISTINCT m.account_id FROM membership m
		      WHERE m.organisation_id = p.payee_id AND m.state = 'active' AND m.role IN ('enterprise_admin', 'provider_admin')) m ON true
		JOIN account a ON a.id = m.account_id AND a.disabled_at IS NULL
		WHERE p.state = ${state} AND c.n > 0 AND (p.number = ${subject} OR p.id IN (
			SELECT (jsonb_path_query(k.details, '$.groups[*].payments[*]') #>> '{}')::bigint FROM command k WHERE k.id = ${BigInt(commandId)}))
		ON CONFLICT ON CONSTRAINT mail_once DO NOTHING`
}
