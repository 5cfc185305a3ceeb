import { describe, expect, test } from 'vitest'
import { approveClaim } from '#app/domain/claims/approve-claim.server.ts'
import { getClaim } from '#app/domain/claims/claim-details.server.ts'
import { reviewClaim } from '#app/domain/claims/review-claim.server.ts'
import { removeLine, saveLine } from '#app/domain/claims/save-line.server.ts'
import { submitClaim } from '#app/domain/claims/submit-claim.server.ts'
import { withdrawClaim } from '#app/domain/claims/withdraw-claim.server.ts'
import { recordRedLetter } from '#app/domain/invoices/record-red-letter.server.ts'
import { recordVerification } from '#app/domain/invoices/record-verification.server.ts'
import { fen } from '#app/lib/money.ts'
import { addDays, shanghaiDay } from '#app/lib/time.ts'
import { prisma } from '#app/platform/db.server.ts'
import { draftClaim, halfOfInvoice, openRound } from '#tests/fixtures/claim-only.ts'
import { contractLine, later } from '#tests/fixtures/claims.ts'
import { type Market, ownerPool, person } from '#tests/fixtures/market.ts'
import '#tests/fixtures/integration.ts'

const refusal = (code: string) => expect.objectContaining({ code })
type Treatment = 'forbid' | 'ceiling' | 'deduct'

/** A round of a programme that pays half of an invoice; `others`: what it says of other public money. */
const open = (others?: Treatment, { ceilingBp, enterprise }: { ceilingBp?: number; enterprise?: Market } = {}) =>
	openRound(
		halfOfInvoice((rules) => {
			if (others)
				rules.subsidy.otherSubsidies = {
					treatment: others,
					proof: 'commitment',
					article: '第六条',
					...(ceilingBp ? { ceilingBp } : {}),
				}
		}),
		{ enterprise },
	)
type Opened = Awaited<ReturnType<typeof open>>

const draft = draftClaim
const line = (at: Opened, number: string, baseYuan: bigint, invoiceNumber: string, invoiceYuan = 1_000_000n) =>
	saveLine(at.buyer, {
		...contractLine(at.market, fen(baseYuan), invoiceNumber),
		invoiceYuan: fen(invoiceYuan),
		number,
		lineNo: null,
	})
async function handIn(at: Opened, number: string, payee = at.payee) {
	const { claim } = await getClaim(at.buyer, number)
	await submitClaim(at.buyer, { number, payee, seen: fen(claim.claimedFen), commitmentText: '承诺' })
}
const used = (invoice: string) =>
	ownerPool()
		.query(
			'SELECT coalesce(sum(a.amount_fen), 0)::int AS used FROM invoice_allocation a JOIN invoice i ON i.id = a.invoice_id WHERE i.number = $1',
			[invoice],
		)
		.then(({ rows }) => rows[0].used as number)

describe('what claims rest on an invoice', () => {
	test('one programme rests at most the whole invoice on it, in parts, and a line taken off frees its part', async () => {
		const at = await open()
		const [first, second] = [await draft(at), await draft(at)]
		const no = '41111111111111111111'
		await line(at, first, 600_000n, no)
		await expect(line(at, second, 400_001n, no)).rejects.toThrow(refusal('invoice.too_small'))
		await line(at, second, 400_000n, no)
		expect(await used(no)).toBe(1_000_000)
		await line(at, first, 100_000n, '42222222222222222222')
		await removeLine(at.buyer, { number: first, lineNo: 1 })
		expect(await used(no)).toBe(400_000)
		await withdrawClaim(at.buyer, { number: second, reason: '改日' })
		expect(await used(no)).toBe(0)
	})

	test('twelve claims at once on one invoice: as many as it bears, never one more', async () => {
		const at = await open()
		const numbers = []
		for (let i = 0; i < 12; i++) numbers.push(await draft(at))
		const no = '43333333333333333333'
		const results = await Promise.allSettled(numbers.map((number) => line(at, number, 300_000n, no)))
		const refused = results.filter((result) => result.status === 'rejected')
		expect(results.length - refused.length).toBeLessThanOrEqual(3)
		expect(await used(no)).toBeLessThanOrEqual(1_000_000)
		for (const { reason } of refused as PromiseRejectedResult[])
			expect(['invoice.too_small', 'invoice.taken']).toContain(reason.code)
		// those that lost only the race to write the invoice down still find room
		for (const number of numbers) await line(at, number, 300_000n, no).catch(() => {})
		expect(await used(no)).toBe(900_000)
	})

	test('programmes that share with none: the second is refused and told the earlier claim; another part is free', async () => {
		const one = await open()
		const two = await open(undefined, { enterprise: one.market })
		const no = '44444444444444444444'
		const [first, second] = [await draft(one), await draft(two)]
		await line(one, first, 700_000n, no)
		await expect(line(two, second, 700_000n, no)).rejects.toMatchObject({
			code: 'invoice.other_programme',
			details: { claim: first, field: 'invoiceNumber' },
		})
		await line(two, second, 300_000n, no)
		expect(await used(no)).toBe(1_000_000)
	})

	test('programmes that allow others each rest on the whole, up to their joint ceiling; the earlier claim shows by number only elsewhere', async () => {
		const one = await open('ceiling', { ceilingBp: 7000 })
		const two = await open('ceiling', { ceilingBp: 7000, enterprise: one.market })
		const no = '45555555555555555555'
		const [first, second] = [await draft(one), await draft(two)]
		await line(one, first, 1_000_000n, no)
		await handIn(one, first)
		await line(two, second, 1_000_000n, no)
		// half is drawn already, so the rules leave a fifth of the second half
		expect((await getClaim(two.buyer, second)).claim.claimedFen).toBe(200_000n)
		await handIn(two, second, one.payee)
		const shown = (await getClaim(two.market.reviewer, second)).lines[0]!.papers.invoices[0]!
		expect(shown.earlier).toEqual([{ number: first, own: null }])
		expect(
			(await getClaim(two.market.reviewer, second)).checks.find((check) => check.code === 'invoice_used'),
		).toMatchObject({
			verdict: 'warn',
			values: { claims: first },
		})
		const own = (await getClaim(one.market.reviewer, first)).lines[0]!.papers.invoices[0]!
		expect(own.earlier).toEqual([{ number: second, own: null }])

		const third = await draft(one)
		await expect(line(one, third, 1n, no)).rejects.toThrow(refusal('invoice.too_small'))
		// the database holds the ceiling whatever was reckoned
		await ownerPool().query(
			`UPDATE claim_line SET claimed_fen = 200001 WHERE claim_id = (SELECT id FROM claim WHERE number = $1)`,
			[second],
		)
		await ownerPool().query(`UPDATE claim SET state = 'returned' WHERE number = $1`, [second])
		await expect(ownerPool().query(`UPDATE claim SET state = 'submitted' WHERE number = $1`, [second])).rejects.toThrow(
			'invoice.joint_ceiling',
		)
	})

	test('two programmes handed in at the same moment do not pass the joint ceiling together', async () => {
		const one = await open('ceiling', { ceilingBp: 7000 })
		const two = await open('ceiling', { ceilingBp: 7000, enterprise: one.market })
		const no = '46666666666666666666'
		const [first, second] = [await draft(one), await draft(two)]
		await line(one, first, 1_000_000n, no)
		await line(two, second, 1_000_000n, no)
		const both = await Promise.allSettled([handIn(one, first), handIn(two, second, one.payee)])
		expect(both.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
		const { reason } = both.find((result) => result.status === 'rejected') as PromiseRejectedResult
		expect(['invoice.joint_ceiling', 'claim.not_eligible', 'state.changed_meanwhile']).toContain(reason.code)

		// and where the rules are not asked, the database itself lets one of them pass
		const late = reason && both[0].status === 'rejected' ? first : second
		const pool = ownerPool()
		await pool.query(
			`UPDATE claim SET claimed_fen = 500000, submitted_at = now(), submitted_by_id = $2,
				payee_account_id = (SELECT id FROM payee_account WHERE number = $3) WHERE number = ANY ($1)`,
			[[late], one.market.idOf(one.market.buyer), one.payee],
		)
		await pool.query(
			'UPDATE claim_line SET claimed_fen = 500000 WHERE claim_id IN (SELECT id FROM claim WHERE number = ANY ($1))',
			[[first, second]],
		)
		await pool.query(`UPDATE claim SET state = 'returned' WHERE number = ANY ($1) AND state = 'submitted'`, [
			[first, second],
		])
		const raced = await Promise.allSettled(
			[first, second].map((number) => pool.query(`UPDATE claim SET state = 'submitted' WHERE number = $1`, [number])),
		)
		expect(raced.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
		expect(String((raced.find((result) => result.status === 'rejected') as PromiseRejectedResult).reason)).toContain(
			'invoice.joint_ceiling',
		)
	})

	test('an earlier claim of the same authority is shown with what it claimed', async () => {
		const at = await open()
		const [first, second] = [await draft(at), await draft(at)]
		const no = '47777777777777777777'
		await line(at, first, 600_000n, no)
		await handIn(at, first)
		await line(at, second, 400_000n, no)
		await handIn(at, second)
		const [invoice] = (await getClaim(at.market.reviewer, second)).lines[0]!.papers.invoices
		expect(invoice!.earlier).toMatchObject([
			{ number: first, own: { state: 'submitted', amountFen: 600_000n, claimedFen: 300_000n } },
		])
	})
})

describe('red-letter fapiao', () => {
	const red = (at: Opened, number: string, invoice: string, amount: bigint, over: Record<string, unknown> = {}) => ({
		of: 'claim' as const,
		number,
		invoice,
		redNo: `9${invoice.slice(1)}`,
		redCode: '',
		redOn: shanghaiDay(at.market.now),
		redAmount: fen(amount),
		redTax: fen(0),
		redReason: '退款',
		redFile: undefined,
		...over,
	})

	test('takes from the invoice and its part; the claim is stopped, and what is free shrinks with it', async () => {
		const at = await open()
		const [first, second] = [await draft(at), await draft(at)]
		const no = '48888888888888888888'
		await line(at, first, 600_000n, no)
		await handIn(at, first)
		await recordRedLetter(at.buyer, red(at, first, no, 300_000n))
		const { checks, lines } = await getClaim(at.market.reviewer, first)
		expect(lines[0]!.papers.invoices[0]).toMatchObject({
			partFen: 300_000n,
			netFen: 700_000n,
			totalFen: 1_000_000n,
			redLetters: [{ amountFen: 300_000n, partFen: 300_000n }],
		})
		expect(checks.find((check) => check.code === 'invoice_red')?.verdict).toBe('warn')
		expect(checks.find((check) => check.code === 'invoice_amount')?.verdict).toBe('stop')
		await expect(line(at, second, 400_001n, no)).rejects.toThrow(refusal('invoice.too_small'))
		await line(at, second, 400_000n, no)
	})

	test('is unique, later than its invoice, of the same seller, never above what is left, and never a blue one’s number', async () => {
		const at = await open()
		const number = await draft(at)
		const no = '49999999999999999999'
		await line(at, number, 600_000n, no)
		const twin = '21111111111111111111'
		await line(at, number, 100_000n, twin)
		const take = (amount: bigint, over: Record<string, unknown> = {}) =>
			recordRedLetter(at.buyer, red(at, number, no, amount, over))
		await expect(take(1_000_001n)).rejects.toThrow(refusal('invoice.red_letter_too_large'))
		await expect(take(1n, { redOn: addDays(shanghaiDay(at.market.now), -30) })).rejects.toThrow(
			refusal('invoice.red_letter_early'),
		)
		await expect(take(1n, { redOn: addDays(shanghaiDay(at.market.now), 1) })).rejects.toThrow(
			refusal('order.date_in_future'),
		)
		await expect(take(1n, { redNo: twin })).rejects.toThrow(refusal('invoice.taken'))
		await expect(take(1n, { invoice: '00000000' })).rejects.toThrow(refusal('not_found'))
		const stranger = await person(at.market.authorityId, 'authority', ['settlement_officer'], at.market.now)
		await expect(recordRedLetter(stranger, red(at, number, no, 1n))).rejects.toThrow(refusal('access.denied'))
		await take(1_000_000n)
		await expect(take(1n, { redNo: '31111111111111111111' })).rejects.toThrow(refusal('invoice.red_letter_too_large'))
		await expect(line(at, number, 1n, `9${no.slice(1)}`)).rejects.toThrow(refusal('invoice.taken'))
		await expect(ownerPool().query('DELETE FROM red_letter')).rejects.toThrow()
		await expect(prisma.$executeRaw`UPDATE red_letter_part SET amount_fen = 1`).rejects.toThrow()
		await expect(prisma.$executeRaw`DELETE FROM invoice_allocation`).rejects.toThrow()
		await withdrawClaim(at.buyer, { number, reason: '作废' }) // a red-lettered invoice stays on record
		expect(await prisma.invoice.count({ where: { number: no } })).toBe(1)
	})

	test('eight at once take no more than the invoice', async () => {
		const at = await open()
		const number = await draft(at)
		const no = '22222222222222222220'
		await line(at, number, 1_000_000n, no)
		const taken = await Promise.allSettled(
			Array.from({ length: 8 }, (_, i) =>
				recordRedLetter(at.buyer, red(at, number, no, 300_000n, { redNo: `7000000000000000000${i}` })),
			),
		)
		expect(taken.filter((result) => result.status === 'fulfilled')).toHaveLength(3)
	})

	test('after the review nothing is approved until it is reviewed again', async () => {
		const at = await open()
		const number = await draft(at)
		const no = '23333333333333333333'
		await line(at, number, 600_000n, no)
		await handIn(at, number)
		const decide = (when: number, approved: bigint) =>
			reviewClaim(later(at.market.reviewer, when), {
				number,
				lines: [{ lineNo: 1, approvedFen: fen(approved), reason: '红冲', article: '第二条' }],
			})
		await decide(0, 300_000n)
		await recordRedLetter(later(at.buyer, 1), red(at, number, no, 200_000n))
		await expect(approveClaim(later(at.market.reviewer, 1), { number })).rejects.toThrow(
			refusal('claim.invoice_reduced'),
		)
		await decide(2, 200_000n)
		await approveClaim(later(at.market.officer, 2), { number })
		expect((await prisma.claim.findUniqueOrThrow({ where: { number } })).state).toBe('approved')
		expect((await getClaim(at.market.reviewer, number)).excessFen).toBe(0n)
		// one that comes later still: what is approved above the rules is to be clawed back
		await recordRedLetter(later(at.buyer, 3), red(at, number, no, 100_000n, { redNo: '71111111111111111111' }))
		expect((await getClaim(at.market.reviewer, number)).excessFen).toBe(50_000n)
	})
})

test('a reviewer records the look-up of an off-platform fapiao; who handed it in does not', async () => {
	const at = await open()
	const number = await draft(at)
	const no = '24444444444444444444'
	await line(at, number, 600_000n, no)
	await handIn(at, number)
	const look = { of: 'claim' as const, number, invoice: no, verification: 'genuine' as const }
	await expect(recordVerification(at.buyer, look)).rejects.toThrow(refusal('access.other_person'))
	await recordVerification(at.market.reviewer, look)
	const [invoice] = (await getClaim(at.market.reviewer, number)).lines[0]!.papers.invoices
	expect(invoice).toMatchObject({ verification: 'genuine', verifiedBy: '演示 reviewer' })
})
