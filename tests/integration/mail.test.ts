import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { announce } from '#app/domain/audit/audit.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { confirmPayeeAccount } from '#app/domain/identity/confirm-payee-account.server.ts'
import { keepLocale } from '#app/domain/identity/keep-locale.server.ts'
import { proposePayeeAccount } from '#app/domain/identity/propose-payee-account.server.ts'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { mailbox, mailOf } from '#app/domain/notifications/mailbox.server.ts'
import { mostTries } from '#app/domain/notifications/notification.ts'
import { writeMail } from '#app/domain/notifications/write-mail.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { closeMailer } from '#app/platform/mailer.server.ts'
import { sendWaitingMail } from '#scripts/worker/mail.ts'
import { workOutbox } from '#scripts/worker/outbox.ts'
import '#tests/fixtures/integration.ts'
import { ownerPool } from '#tests/fixtures/market.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'
import { batchUntil, type PayableMarket, payableMarket, paymentsOf } from '#tests/fixtures/settled.ts'
import { pdf } from '#tests/fixtures/shop.ts'
import { openSmtp } from '#tests/fixtures/smtp.ts'

/** What the worker does until nothing is left to do. */
async function work() {
	while ((await workOutbox()) > 0 || (await sendWaitingMail()) > 0);
}
/** Forgets what happened so far: each test looks at its own mails. */
async function quiet() {
	await pool.query('UPDATE outbox_event SET done_at = now() WHERE done_at IS NULL')
	await work()
}
const mailsSince = async (id: bigint) =>
	prisma.mail.findMany({ where: { id: { gt: id } }, orderBy: [{ kind: 'asc' }, { email: 'asc' }] })
const lastMail = async () => (await prisma.mail.findFirst({ orderBy: { id: 'desc' } }))?.id ?? 0n
const soon = () => pool.query(`UPDATE mail SET not_before = now() WHERE state = 'waiting'`)
const emailOf = async (actor: Member) =>
	(await prisma.account.findUniqueOrThrow({ where: { id: actor.accountId } })).email

let operator: Member
let market: PayableMarket
beforeAll(async () => {
	operator = await makeMember(await makeOrganisation('operator'), 'operator')
	market = await payableMarket(2)
	await quiet()
})
afterEach(() => {
	closeMailer()
	env.SMTP_URL = undefined
})
afterAll(() => closeMailer())

describe('who is told what', () => {
	test('whoever stood behind the old payee account hears of the change, proposed and confirmed, once and in their language', async () => {
		const organisation = await makeOrganisation('provider')
		const one = await makeMember(organisation, 'provider_member')
		const two = await makeMember(organisation, 'provider_admin')
		await keepLocale(await contextOf(two), two.accountId, 'en')
		const account = (accountNo: string) => ({
			accountName: organisation.name,
			accountNo,
			bankName: '演示银行',
			bankCode: '990000000017',
			proof: pdf(`proof ${accountNo}`),
		})
		const first = await proposePayeeAccount(await contextOf(one), account('99001234567811'))
		await confirmPayeeAccount(await contextOf(two), first)
		await work()
		const before = await lastMail()
		expect(await prisma.mail.count({ where: { kind: { startsWith: 'payee_' } } })).toBe(0) // a first account changes nothing
		const second = await proposePayeeAccount(await contextOf(two), account('99007654321822'))
		await work()
		await confirmPayeeAccount(await contextOf(one), second)
		await pool.query(`UPDATE outbox_event SET done_at = NULL WHERE topic LIKE 'payee.%'`) // the worker died and begins again
		await work()
		const mails = await mailsSince(before)
		expect(mails.map(({ kind, state, locale }) => [kind, state, locale])).toEqual(
			expect.arrayContaining([
				['payee_proposed', 'kept', 'zh'],
				['payee_proposed', 'kept', 'en'],
				['payee_confirmed', 'kept', 'zh'],
				['payee_confirmed', 'kept', 'en'],
			]),
		)
		expect(mails).toHaveLength(4)
		const chinese = mails.find((mail) => mail.kind === 'payee_confirmed' && mail.locale === 'zh')!
		expect(chinese.email).toBe(await emailOf(one)) // an ordinary member, but the one who entered the old account
		expect(chinese.subject).toBe(`${organisation.name}的收款账户已经变更`)
		expect(chinese.body).toContain('原账户：9900 **** **** 7811\n新账户：9900 **** **** 1822')
		expect(chinese.body).toMatch(/https?:\/\/\S+\/organisation\/payee-accounts/)
		expect(JSON.stringify(mails.map((mail) => mail.details))).not.toContain('99007654321822')
	})

	test('a returned claim and a payment are told to the claimant; a payment once, whatever is told again', async () => {
		const claim = await prisma.claim.findFirstOrThrow({ where: { fundId: market.fundId } })
		await ownerPool().query(`UPDATE claim SET review_reason = '缺盖章页' WHERE id = $1`, [claim.id])
		const before = await lastMail()
		await announce(market.reviewer, 'claim.returned', { claimId: claim.id, number: claim.number })
		await work()
		const returned = (await mailsSince(before)).find((mail) => mail.accountId === market.idOf(market.seller))
		expect(returned).toMatchObject({ kind: 'claim_returned', subject: `兑付申请 ${claim.number} 退回补正` })
		expect(returned!.body).toContain('原因：缺盖章页')
		const [payment] = await paymentsOf(market, await batchUntil(market, 1, 'sent'))
		const lineId = await market.bankLine(1, -payment!.amountFen)
		await callBooks(market.finance, 'settle_payment', { paymentId: payment!.id, statementLineId: lineId, rule: 'hand' })
		await work()
		await announce(market.finance, 'payments.settled', { subject: payment!.number, commandId: '0' })
		await work()
		const paid = await prisma.mail.findMany({
			where: { kind: 'payment_made', accountId: market.idOf(market.seller) },
		})
		expect(paid).toHaveLength(1)
		expect(paid[0]!.subject).toContain('¥600.00')
		expect(paid[0]!.body).toContain('含 2 笔兑付申请')
		expect(paid[0]!.body).toContain(`/claims/${claim.number}`)
	})
})

describe('sending', () => {
	const write = async (event: string, to: Member) =>
		writeMail(await contextOf(), {
			event,
			kind: 'organisation_verified',
			to: [to.accountId],
			details: { organisation: '云泽<b>启衡</b>\r\nBcc: x@y.test' },
		})

	test('a letter goes out as text and HTML, its words are not kept, and nobody gets it twice', async () => {
		const smtp = await openSmtp()
		env.SMTP_URL = smtp.url
		const reader = await makeMember(await makeOrganisation('provider'), 'provider_admin')
		expect(await write('drill/1', reader)).toBe(1)
		expect(await write('drill/1', reader)).toBe(0)
		await Promise.all([sendWaitingMail(), sendWaitingMail(), sendWaitingMail()])
		await smtp.close()
		expect(smtp.taken.map((mail) => mail.to)).toEqual([[await emailOf(reader)]])
		const { data } = smtp.taken[0]!
		expect(data).toMatch(/multipart\/alternative/)
		expect(data).toMatch(/^Auto-Submitted: auto-generated$/m)
		expect(data).not.toMatch(/^Bcc:/m)
		const html = data.split(/Content-Type: text\/html/)[1]!
		expect(html).not.toContain('<b>')
		const [mail] = await prisma.mail.findMany({ where: { event: 'drill/1' } })
		expect(mail).toMatchObject({ state: 'sent', attempts: 1, body: null })
	})

	test('a busy server is asked again later, later each time; an address nobody has is given up at once', async () => {
		const reader = await makeMember(await makeOrganisation('provider'), 'provider_admin')
		const gone = await makeMember(await makeOrganisation('provider'), 'provider_admin')
		const [goneEmail, busy] = [await emailOf(gone), { is: true }]
		const smtp = await openSmtp((to) => (to === goneEmail ? '550 no such person' : busy.is ? '451 later' : null))
		env.SMTP_URL = smtp.url
		await write('drill/2', reader)
		await write('drill/2', gone)
		const at = async () => prisma.mail.findMany({ where: { event: 'drill/2' }, orderBy: { id: 'asc' } })
		await sendWaitingMail()
		const [first, refused] = await at()
		expect(refused).toMatchObject({ state: 'failed', attempts: 1 })
		expect(first).toMatchObject({ state: 'waiting', attempts: 1 })
		expect(first!.lastError).toContain('451')
		expect(await sendWaitingMail()).toBe(0)
		await soon()
		await sendWaitingMail()
		const [second] = await at()
		expect(second!.notBefore.getTime() - first!.notBefore.getTime()).toBeGreaterThan(30_000)
		busy.is = false
		await soon()
		await sendWaitingMail()
		expect((await at())[0]).toMatchObject({ state: 'sent', attempts: 3, lastError: null })
		await smtp.close()
		expect(smtp.taken).toHaveLength(1)
	})

	test('a mail that cannot be put into words is given up in the end, and holds nobody up', async () => {
		const reader = await makeMember(await makeOrganisation('provider'), 'provider_admin')
		await write('drill/3', reader)
		await pool.query(`UPDATE mail SET attempts = $1 WHERE event = 'drill/3'`, [mostTries - 1])
		await ownerPool().query(`UPDATE mail SET details = '{}' WHERE event = 'drill/3'`)
		await write('drill/4', reader)
		await work()
		expect(
			await prisma.mail.findMany({ where: { event: { in: ['drill/3', 'drill/4'] } }, orderBy: { id: 'asc' } }),
		).toMatchObject([{ state: 'failed' }, { state: 'kept' }])
	})

	test('what is done stays as it is, and only the operator reads the mailbox', async () => {
		await expect(
			pool.query(`UPDATE mail SET state = 'waiting', done_at = NULL WHERE event = 'drill/1'`),
		).rejects.toThrow(/does not change/)
		await expect(mailbox(await contextOf(market.seller.actor), { state: null, page: 1 })).rejects.toMatchObject({
			code: 'access.denied',
		})
		const { mails, total } = await mailbox(await contextOf(operator), { state: 'kept', page: 1 })
		expect(total).toBeGreaterThan(4)
		const opened = await mailOf(await contextOf(operator), BigInt(mails[0]!.id))
		expect(opened.body).toContain('您好：')
	})
})
