import { XMLParser } from 'fast-xml-parser'
import { readSheet } from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import { approveBatch } from '#app/domain/settlement/approve-batch.server.ts'
import { getBatch } from '#app/domain/settlement/batch-details.server.ts'
import { listBatches, listPayableLines, listPayableSources } from '#app/domain/settlement/batches.server.ts'
import { addLines, removeLine } from '#app/domain/settlement/change-batch.server.ts'
import { createBatch } from '#app/domain/settlement/create-batch.server.ts'
import { lockBatch } from '#app/domain/settlement/lock-batch.server.ts'
import { paymentFile } from '#app/domain/settlement/payment-file.server.ts'
import { sendBatch } from '#app/domain/settlement/send-batch.server.ts'
import { voidBatch } from '#app/domain/settlement/void-batch.server.ts'
import { prisma } from '#app/platform/db.server.ts'
import { openMarket, ownerPool } from '#tests/fixtures/market.ts'
import { batchUntil, payableMarket } from '#tests/fixtures/settled.ts'

const refusal = (code: string) => expect.objectContaining({ code })

describe('a batch', () => {
	test('the millionth payment keeps all the digits of its number', async () => {
		const market = await payableMarket(1)
		await ownerPool().query(`SELECT setval('number_payment', 1000000)`)
		const number = await batchUntil(market, 1, 'locked')
		const { rows } = await ownerPool().query(
			'SELECT p.number FROM payment p JOIN batch b ON b.id = p.batch_id WHERE b.number = $1',
			[number],
		)
		expect(rows).toEqual([{ number: expect.stringMatching(/^FK-\d{4}-1000001$/) }])
	})

	test('collects the pay lines of one source, is locked, approved by another person and sent', async () => {
		const market = await payableMarket(3)
		const [city, district] = await listPayableSources(market.settlementOfficer)
		expect(city).toMatchObject({
			sourceNo: 1,
			lineCount: 3,
			neededFen: 90_000n,
			receivedFen: 90_000n,
			freeFen: 90_000n,
		})
		expect(district).toMatchObject({ sourceNo: 2, lineCount: 3, neededFen: 60_000n })

		const number = await batchUntil(market, 1, 'open')
		expect(await listPayableLines(market.settlementOfficer, { fundNumber: market.fundNumber, sourceNo: 1 })).toEqual([])
		const open = await getBatch(market.settlementOfficer, number)
		expect(open).toMatchObject({ state: 'open', lineCount: 3, totalFen: 90_000n, may: ['change', 'lock', 'void'] })
		await removeLine(market.settlementOfficer, { number, payLine: open.lines[0]!.payLineId })
		await addLines(market.settlementOfficer, { number, payLine: [open.lines[0]!.payLineId] })
		await lockBatch(market.settlementOfficer, { number })

		const locked = await getBatch(market.finance, number)
		expect(locked).toMatchObject({
			state: 'locked',
			may: ['approve'],
			payees: [{ lineCount: 3, amountFen: 90_000n, hasAccount: true }],
		})
		expect(locked.payments).toMatchObject([{ amountFen: 90_000n, lineCount: 3, state: 'prepared' }])
		expect(locked.contentHash).toMatch(/^[0-9a-f]{64}$/)
		await expect(addLines(market.settlementOfficer, { number, payLine: [open.lines[0]!.payLineId] })).rejects.toThrow(
			refusal('state.not_allowed'),
		)

		const signed = { number, approvalDocumentNo: '云科〔2026〕30号', contentHash: locked.contentHash! }
		await expect(approveBatch(market.settlementOfficer, signed)).rejects.toThrow(refusal('access.denied'))
		await expect(approveBatch(market.finance, { ...signed, contentHash: 'f'.repeat(64) })).rejects.toThrow(
			refusal('batch.changed'),
		)
		await expect(paymentFile(market.finance, { number, kind: 'pain001' })).rejects.toThrow(refusal('state.not_allowed'))
		await approveBatch(market.finance, signed)
		await sendBatch(market.finance, { number })
		await expect(sendBatch(market.finance, { number })).rejects.toThrow(refusal('state.not_allowed'))

		const sent = await getBatch(market.finance, number)
		expect(sent).toMatchObject({
			state: 'sent',
			messageId: `TEST-${number}-${locked.contentHash!.slice(0, 8).toUpperCase()}`,
			files: ['pain001', 'sheet'],
		})
		expect((await market.stages()).in_payment).toEqual([90_000n, 0n])
		expect((await listBatches(market.finance, 1)).rows[0]).toMatchObject({ number, totalFen: 90_000n, settledFen: 0n })
	})

	test("gives the payer files whose sums and ids are the books', the same each time, and records who fetched them", async () => {
		const market = await payableMarket(2)
		const number = await batchUntil(market, 2, 'sent')
		const [first, again] = [
			await paymentFile(market.finance, { number, kind: 'pain001' }),
			await paymentFile(market.settlementOfficer, { number, kind: 'pain001' }),
		]
		expect(again.content).toEqual(first.content)
		const { PmtInf } = new XMLParser({ parseTagValue: false }).parse(new TextDecoder().decode(first.content)).Document
			.CstmrCdtTrfInitn
		const payment = await prisma.payment.findFirstOrThrow({ where: { batch: { number } } })
		expect(PmtInf).toMatchObject({ CtrlSum: '400.00', DbtrAcct: { Id: { Othr: { Id: market.accounts[1] } } } })
		expect(PmtInf.CdtTrfTxInf.PmtId).toEqual({ InstrId: payment.number, EndToEndId: payment.endToEndId })
		expect(PmtInf.CdtTrfTxInf.RmtInf.Ustrd).toHaveLength(3)
		expect(PmtInf.CdtTrfTxInf.RmtInf.Ustrd[1]).toMatch(/^DF-\S+ 200\.00：DD-/)
		const sheet = await paymentFile(market.finance, { number, kind: 'sheet' })
		expect(sheet.name).toMatch(/^TEST-.*\.xlsx$/)
		// opened by a library that did not write it
		const rows = await readSheet(Buffer.from(sheet.content as Uint8Array))
		const head = rows.find((row) => row.includes('收款人账号'))!
		const line = rows[rows.indexOf(head) + 1]!
		const cell = (name: string) => line[head.indexOf(name)]
		expect([cell('收款人账号'), cell('收款人全称'), cell('联行号'), cell('金额（元）'), cell('附言')]).toEqual([
			payment.accountNo,
			payment.accountName,
			payment.bankCode,
			400,
			payment.code,
		])
		await expect(paymentFile(market.reviewer, { number, kind: 'sheet' })).rejects.toThrow(refusal('access.denied'))
		expect(await prisma.command.count({ where: { subject: number, action: 'payment_file.fetched' } })).toBe(3)
	})

	test('is voided with a reason, and its lines can be picked again', async () => {
		const market = await payableMarket(1)
		const number = await batchUntil(market, 1, 'approved')
		await expect(voidBatch(market.settlementOfficer, { number, reason: '金额有误' })).rejects.toThrow(
			refusal('access.denied'),
		)
		await voidBatch(market.finance, { number, reason: '金额有误' })
		expect((await getBatch(market.finance, number)).state).toBe('voided')
		const lines = await listPayableLines(market.settlementOfficer, { fundNumber: market.fundNumber, sourceNo: 1 })
		expect(lines).toMatchObject([{ attempts: 1 }])
		const next = await batchUntil(market, 1, 'sent')
		expect((await getBatch(market.finance, next)).lines).toMatchObject([{ attempt: 2 }])
	})

	test('refuses a payee without a confirmed account, by name', async () => {
		const market = await payableMarket(1)
		const number = await batchUntil(market, 1, 'open')
		await ownerPool().query(`UPDATE payee_account SET state = 'replaced' WHERE id = $1`, [market.payeeAccountId])
		await expect(lockBatch(market.settlementOfficer, { number })).rejects.toThrow(refusal('batch.unconfirmed_payee'))
	})

	test('pays only received money', async () => {
		const market = await payableMarket(1)
		await ownerPool().query(
			'UPDATE fund_cash SET received_fen = received_fen - 1 WHERE fund_id = $1 AND source_no = 1',
			[market.fundId],
		)
		await expect(batchUntil(market, 1, 'approved')).rejects.toThrow(refusal('fund.not_received'))
	})
})

describe('two people', () => {
	test("a claim's reviewer cannot lock its batch, a stranger sees nothing of it", async () => {
		const market = await payableMarket(1)
		const number = await batchUntil(market, 1, 'open')
		const reviewer = {
			...market.reviewer,
			actor: { ...market.reviewer.actor, roles: ['settlement_officer'] as const },
		} as typeof market.reviewer
		await expect(lockBatch(reviewer, { number })).rejects.toThrow(refusal('access.other_person'))
		const elsewhere = await openMarket()
		await expect(getBatch(elsewhere.finance, number)).rejects.toThrow(refusal('access.denied'))
		await expect(lockBatch(elsewhere.settlementOfficer, { number })).rejects.toThrow(refusal('access.denied'))
	})

	test('two officers picking the same lines at once make one batch', async () => {
		const market = await payableMarket(2)
		const lines = await listPayableLines(market.settlementOfficer, { fundNumber: market.fundNumber, sourceNo: 1 })
		const pick = () =>
			createBatch(market.settlementOfficer, {
				fund: market.fundNumber,
				source: 1,
				payLine: lines.map((line) => line.id),
			})
		const results = await Promise.allSettled(Array.from({ length: 8 }, pick))
		expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
		for (const result of results)
			if (result.status === 'rejected') expect(result.reason).toEqual(refusal('batch.line_taken'))
		expect(await prisma.batch.count({ where: { fundId: market.fundId } })).toBe(1)
	})
})

describe('the database itself refuses', () => {
	test('lines put into or taken out of a locked batch, batches begun in another state, deletions', async () => {
		const market = await payableMarket(2)
		const number = await batchUntil(market, 1, 'locked')
		const batch = await prisma.batch.findUniqueOrThrow({ where: { number } })
		await expect(prisma.settlementLine.deleteMany({ where: { batchId: batch.id } })).rejects.toThrow()
		await expect(
			prisma.settlementLine.updateMany({ where: { batchId: batch.id }, data: { amountFen: 1n } }),
		).rejects.toThrow(/denied/)
		await expect(prisma.batch.update({ where: { id: batch.id }, data: { state: 'approved' } })).rejects.toThrow(
			/denied/,
		)
		await expect(
			prisma.batch.create({
				data: {
					number: 'QS-X',
					fundId: market.fundId,
					sourceNo: 1,
					createdById: market.idOf(market.finance),
					state: 'approved',
				},
			}),
		).rejects.toThrow()
		await expect(ownerPool().query('DELETE FROM payment')).rejects.toThrow(/never deleted/)
		await expect(ownerPool().query('TRUNCATE batch CASCADE')).rejects.toThrow(/never/)
	})
})
