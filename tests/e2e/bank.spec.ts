import fs from 'node:fs'
import pg from 'pg'
import { expect, expectAccessible, test } from '#tests/fixtures/browser.ts'
import { ownerUrlFile } from '#tests/fixtures/clock.ts'
import { send } from './acts.ts'

type Paid = {
	number: string
	yuan: string
	payee: string
	payeeAccount: string
	account: string
	closing: string
	day: string
}

/** A payment of the demo district that arrived, and where the last statement of its account ended. */
async function paidInDemo(): Promise<Paid> {
	const client = new pg.Client({ connectionString: fs.readFileSync(ownerUrlFile, 'utf8') })
	await client.connect()
	try {
		const { rows } = await client.query<Paid>(
			`SELECT p.number, (p.amount_fen / 100.0)::numeric(20, 2)::text AS yuan, p.account_name AS payee, p.account_no AS "payeeAccount", o.account_no AS account,
				t.closing, (t.closing_on + 1)::text AS day
			FROM payment p JOIN batch b ON b.id = p.batch_id JOIN funding_source o ON o.fund_id = b.fund_id AND o.source_no = b.source_no
			JOIN fund f ON f.id = b.fund_id JOIN membership m ON m.organisation_id = f.authority_id JOIN account a ON a.id = m.account_id AND a.email = 'finance@high-tech.demo.test'
			JOIN LATERAL (SELECT closing, closing_on FROM statement s WHERE s.account_no = o.account_no ORDER BY s.id DESC LIMIT 1) t ON true
			WHERE p.state = 'confirmed' AND NOT EXISTS (SELECT FROM settlement_line l JOIN clawback k ON k.pay_line_id = l.pay_line_id WHERE l.payment_id = p.id)
			ORDER BY p.id LIMIT 1`,
		)
		return rows[0]!
	} finally {
		await client.end()
	}
}

test('a bank’s sheet with names nobody knows is mapped, looked at and taken; a returned payment and an unknown credit find their place', async ({
	signIn,
}) => {
	const finance = await signIn('finance@high-tech.demo.test')
	await finance.goto('/authority/statements')
	const paid = await paidInDemo()
	const closing = (Number(paid.closing) + Number(paid.yuan) + 5000).toFixed(2)
	const text = `云泽农商银行,企业网银\n\n记账时点,划出,划入,来往单位,来往账户,留言\n${paid.day},,${paid.yuan},${paid.payee},${paid.payeeAccount},账号已销户退回\n${paid.day},,5000.00,云泽万象软件有限公司（演示）,,退款\n`
	await send(finance, 'import', {
		file: { name: '十一月.csv', mimeType: 'text/csv', buffer: Buffer.from(text) },
	})
	await expect(finance).toHaveURL(/\/authority\/statements\/files\/LS-/)
	await expect(finance.getByRole('heading', { name: '每一列是什么' })).toBeVisible()
	await expectAccessible(finance)
	await send(finance, 'map', {
		'column-0': 'date',
		'column-1': 'debit',
		'column-2': 'credit',
		'column-3': 'counterparty',
		'column-4': 'counterpartyAccount',
		'column-5': 'remittance',
		accountNo: paid.account,
		opening: paid.closing,
		closing,
	})
	await expect(finance.locator('main')).toContainText('期初加各行等于期末')
	await expect(finance.locator('main')).toContainText('接得上')
	await expectAccessible(finance)
	await send(finance, 'accept')
	await expect(finance).toHaveURL(/\/authority\/statements\/DZ-/)
	const statement = finance.url()

	await expect(finance.locator('.cand').first()).toContainText(/\d+%/)
	await expectAccessible(finance)
	await send(finance, 'confirm', { paymentNumber: paid.number })
	await finance.goto(`${statement.split('?')[0]}?view=matched`)
	await expect(finance.locator('.match-grid')).toContainText('退汇')
	await expect(finance.locator('.match-grid')).toContainText(paid.number)
	await finance.goto(statement.split('?')[0]!)
	await send(finance, 'aside', { kind: 'unknown_credit', reason: '已去函，等企业答复' })
	await finance.goto(`${statement.split('?')[0]}?view=aside`)
	await expect(finance.locator('main')).toContainText('暂收，30 天内查清')
	await expect(finance.locator('main')).toContainText('付款单位经办人')
	await expectAccessible(finance)

	await finance.goto(`${statement.split('?')[0]}?view=matched`)
	await send(finance, 'undo', { reason: '退回的是另一笔' })
	await finance.goto(`${statement.split('?')[0]}?view=waiting`)
	await expect(finance.locator('.match-grid')).toContainText('账号已销户退回')
})

test('a broken file waits in quarantine with its line', async ({ signIn }) => {
	const finance = await signIn('finance@high-tech.demo.test')
	await finance.goto('/authority/statements')
	const file = {
		name: '坏.xml',
		mimeType: 'application/xml',
		buffer: Buffer.from(
			`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n<BkToCstmrStmt>\n${Date.now()}`,
		),
	}
	await send(finance, 'import', { file })
	await expect(finance.locator('main')).toContainText(/第 \d+ 行/)
	await expect(finance.locator('main')).toContainText('再读一次')
	await expectAccessible(finance)
	await finance.goto('/authority/statements')
	await expect(finance.locator('main')).toContainText('隔离')
	await expectAccessible(finance)
})
