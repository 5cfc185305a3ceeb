import type { Page } from '@playwright/test'
import { XMLParser } from 'fast-xml-parser'
import { parseYuan } from '#app/lib/money.ts'
import { camt053 } from '#tests/fixtures/bank.ts'
import { expect } from '#tests/fixtures/browser.ts'
import { formOf, numberIn, send } from './acts.ts'
import type { Bureau } from './bureau.ts'
import { throughPages, type Way } from './hands.ts'

type Transfer = { endToEndId: string; amountFen: bigint; name: string; accountNo: string; remittance: string }

/** The transfers a pain.001 file asks the bank for, read by an independent parser. */
function transfersIn(xml: string): Transfer[] {
	const parser = new XMLParser({
		ignoreAttributes: true,
		parseTagValue: false,
		removeNSPrefix: true,
		isArray: (name) => name === 'CdtTrfTxInf' || name === 'PmtInf' || name === 'Ustrd',
	})
	const initiation = parser.parse(xml).Document.CstmrCdtTrfInitn
	return initiation.PmtInf.flatMap((info: { CdtTrfTxInf: Record<string, never>[] }) => info.CdtTrfTxInf).map(
		(transfer: {
			PmtId: { EndToEndId: string }
			Amt: { InstdAmt: string }
			Cdtr: { Nm: string }
			CdtrAcct: { Id: { Othr: { Id: string } } }
			RmtInf: { Ustrd: string[] }
		}) => ({
			endToEndId: transfer.PmtId.EndToEndId,
			amountFen: parseYuan(transfer.Amt.InstdAmt),
			name: transfer.Cdtr.Nm,
			accountNo: transfer.CdtrAcct.Id.Othr.Id,
			remittance: transfer.RmtInf.Ustrd.join(''),
		}),
	)
}

/** Everything a source owes is batched and locked by one person, approved and sent by another, and the payment file taken away. */
export async function payBatch(
	bureau: Pick<Bureau, 'settlement' | 'finance'>,
	fund: string,
	source: number,
	by: Way = throughPages,
): Promise<{ batch: string; transfers: Transfer[] }> {
	const [settlement, finance] = [by(bureau.settlement), by(bureau.finance)]
	await settlement.open(`/authority/batches?source=${fund}.${source}`)
	await settlement.send('create')
	expect(settlement.path()).toMatch(/^\/authority\/batches\/QS-/)
	const batch = settlement.path().split('/').at(-1)!
	await settlement.send('lock')
	await finance.open(`/authority/batches/${batch}`)
	await finance.send('approve', { approvalDocumentNo: '云科付〔2026〕1号' })
	await finance.send('send')
	const file = await bureau.finance.request.get(`/authority/batches/${batch}/files/pain001`)
	expect(file.status()).toBe(200)
	return { batch, transfers: transfersIn(await file.text()) }
}

/** The bank's statement of that day, imported and matched by finance. */
export async function importBankDay(
	page: Page,
	account: { no: string; openingFen: bigint },
	transfers: readonly Transfer[],
	by: Way = throughPages,
): Promise<void> {
	const finance = by(page)
	await finance.open('/authority/statements')
	const xml = camt053({
		accountNo: account.no,
		openingFen: account.openingFen,
		entries: transfers.map((transfer, n) => ({
			amountFen: -transfer.amountFen,
			reference: `YH${Date.now()}${n}`,
			endToEndId: transfer.endToEndId,
			remittance: transfer.remittance,
			name: transfer.name,
			accountNo: transfer.accountNo,
		})),
	})
	await finance.send('import', {
		file: { name: 'statement.xml', mimeType: 'application/xml', buffer: Buffer.from(xml) },
	})
}

/** The provider's or enterprise's claim on an accepted order, handed in with its commitment. */
export async function claimOrder(claimant: Page, order: string): Promise<string> {
	await claimant.goto('/claims/new')
	const form = await formOf(claimant, 'start', order)
	for (const box of await form.locator('input[name="orders"]').all())
		await box.setChecked((await box.getAttribute('value')) === order)
	await send(claimant, 'start', {}, order)
	await expect(claimant).toHaveURL(/\/claims\/DF-/)
	const claim = numberIn(claimant)
	await send(claimant, 'submit', { commitment: true })
	return claim
}

let notices = 0
/** Lays a reviewed claim open for objections; answers the notice's number. */
export async function layOpen(
	{ officer }: Pick<Bureau, 'officer'>,
	claim: string,
	by: Way = throughPages,
): Promise<string> {
	const title = `兑付名单 ${Date.now().toString(36)}${notices++}`
	const hands = by(officer)
	await hands.open('/authority/notices')
	await hands.send('publish', { title, basis: '办法第十六条', contact: '演示联系人 0000-12345678' }, claim)
	await officer.goto('/notices')
	await officer.getByRole('link', { name: title }).first().click()
	await officer.waitForURL(/\/notices\/GS-/)
	return numberIn(officer)
}

/** Both sources pay, each through a batch, its payment file and the bank's statement; answers what was sent per source. */
export async function payAll(
	bureau: Bureau,
	fund: string,
	accounts: readonly string[],
	openingFen: bigint,
	by: Way = throughPages,
): Promise<bigint[]> {
	const sent: bigint[] = []
	for (const [index, no] of accounts.entries()) {
		const { transfers } = await payBatch(bureau, fund, index + 1, by)
		await importBankDay(bureau.finance, { no, openingFen }, transfers, by)
		sent.push(...transfers.map((transfer) => transfer.amountFen))
	}
	return sent
}
