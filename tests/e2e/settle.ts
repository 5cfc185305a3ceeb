import type { Page } from '@playwright/test'
import { XMLParser } from 'fast-xml-parser'
import { parseYuan } from '#app/lib/money.ts'
import { camt053 } from '#tests/fixtures/bank.ts'
import { expect } from '#tests/fixtures/browser.ts'
import type { Bureau } from './bureau.ts'
import { formOf, numberIn, send } from './acts.ts'

type Transfer = { endToEndId: string; amountFen: bigint; name: string; accountNo: string; remittance: string }

/** The transfers a pain.001 file asks the bank for, read by an independent parser. */
function transfersIn(xml: string): Transfer[] {
	const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, removeNSPrefix: true, isArray: (name) => name === 'CdtTrfTxInf' || name === 'PmtInf' || name === 'Ustrd' })
	const initiation = parser.parse(xml).Document.CstmrCdtTrfInitn
	return initiation.PmtInf.flatMap((info: { CdtTrfTxInf: Record<string, never>[] }) => info.CdtTrfTxInf).map(
		(transfer: { PmtId: { EndToEndId: string }; Amt: { InstdAmt: string }; Cdtr: { Nm: string }; CdtrAcct: { Id: { Othr: { Id: string } } }; RmtInf: { Ustrd: string[] } }) => ({
			endToEndId: transfer.PmtId.EndToEndId,
			amountFen: parseYuan(transfer.Amt.InstdAmt),
			name: transfer.Cdtr.Nm,
			accountNo: transfer.CdtrAcct.Id.Othr.Id,
			remittance: transfer.RmtInf.Ustrd.join(''),
		}),
	)
}

/** Everything a source owes is batched and locked by one person, approved and sent by another, and the payment file taken away. */
export async function payBatch(bureau: Bureau, fundName: string, sourceName: string): Promise<{ batch: string; transfers: Transfer[] }> {
	const { settlement, finance } = bureau
	await settlement.goto('/authority/batches')
	const section = settlement.locator('section', { hasText: fundName }).filter({ hasText: sourceName }).last()
	await section.locator('form:has(input[name="intent"][value="create"])').first().waitFor({ state: 'attached' })
	await send(settlement, 'create', {}, undefined)
	await expect(settlement).toHaveURL(/\/authority\/batches\/QS-/)
	const batch = numberIn(settlement)
	await send(settlement, 'lock')
	await finance.goto(`/authority/batches/${batch}`)
	await send(finance, 'approve', { approvalDocumentNo: '云科付〔2026〕1号' })
	await send(finance, 'send')
	const file = await finance.request.get(`/authority/batches/${batch}/files/pain001`)
	expect(file.status()).toBe(200)
	return { batch, transfers: transfersIn(await file.text()) }
}

/** The bank's statement of that day, imported and matched by finance. */
export async function importBankDay(finance: Page, account: { no: string; openingFen: bigint }, transfers: readonly Transfer[]): Promise<void> {
	await finance.goto('/authority/statements')
	const xml = camt053({
		accountNo: account.no, openingFen: account.openingFen,
		entries: transfers.map((transfer, n) => ({ amountFen: -transfer.amountFen, reference: `YH${Date.now()}${n}`, endToEndId: transfer.endToEndId, remittance: transfer.remittance, name: transfer.name, accountNo: transfer.accountNo })),
	})
	await send(finance, 'import', { file: { name: 'statement.xml', mimeType: 'application/xml', buffer: Buffer.from(xml) } })
}

/** The provider's or enterprise's claim on an accepted order, handed in with its commitment. */
export async function claimOrder(claimant: Page, order: string): Promise<string> {
	await claimant.goto('/claims/new')
	const form = await formOf(claimant, 'start', order)
	for (const box of await form.locator('input[name="orders"]').all()) await box.setChecked((await box.getAttribute('value')) === order)
	await send(claimant, 'start', {}, order)
	await expect(claimant).toHaveURL(/\/claims\/DF-/)
	const claim = numberIn(claimant)
	await send(claimant, 'submit', { commitment: true })
	return claim
}
