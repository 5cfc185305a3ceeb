import { expect, expectAccessible, test } from '#tests/fixtures/browser.ts'
import { electronicXml, sampleFigures } from '#tests/fixtures/fapiao.ts'
import { numberIn, type Party, paper, send } from './acts.ts'
import { type Bureau, enrolBureau, openFund } from './bureau.ts'
import { byPost } from './hands.ts'
import { confirmedAccount, openEnterprise, openProvider } from './parties.ts'
import { claimOnlyDocument } from './programmes.ts'

test.describe.configure({ mode: 'serial' })
test.setTimeout(420_000)

const division = '990103'
const run = `r${Date.now().toString(36)}`
let bureau: Bureau
let seller: Party
let buyer: Party
let round: string

const invoiceNo = () => `26991${Date.now()}`.padEnd(20, '7')

/** A claim of one contract with the provider, its fapiao read from its own file; answers its number. */
async function claimContract(title: string, n: number): Promise<string> {
	const { page } = buyer
	await page.goto('/claims/new')
	await send(page, 'startOnly', {}, round)
	await expect(page).toHaveURL(/\/claims\/DF-/)
	const claim = numberIn(page)
	const number = invoiceNo()
	const xml = electronicXml({
		...sampleFigures,
		number,
		issuedOn: '2026-03-20',
		sellerName: seller.name,
		sellerCode: seller.creditCode,
		buyerCode: buyer.creditCode,
	})
	await send(page, 'readInvoice', {
		readFile: { name: '数电票.xml', mimeType: 'application/xml', buffer: Buffer.from(xml) },
	})
	await expect(page.getByRole('status').filter({ hasText: '已从 XML 读出' })).toBeVisible()
	const form = page.locator('form:has(> input[name="intent"][value="addLine"])').first()
	await expect(form.locator('[name="invoiceNumber"]')).toHaveValue(number)
	await expect(form.locator('[name="providerCode"]')).toHaveValue(seller.creditCode)
	await expect(form.locator('[name="invoiceYuan"]')).toHaveValue('12600.00')
	const line = {
		title,
		description: '在零下四十度至八十五度之间循环五百次，测定容量衰减',
		categoryId: 'ins-microscopy',
		contractNo: `WT-${run}-${n}`,
		contractOn: '2026-03-02',
		baseYuan: '12600.00',
		contractFile: await paper('合同.pdf'),
		paidYuan: '12600.00',
		paidOn: '2026-03-22',
		slipFile: await paper('回单.pdf'),
		serviceOn: '2026-03-18',
		reportNo: `BG-${run}-${n}`,
		reportOn: '2026-03-18',
		reportFile: await paper('报告.pdf'),
	}
	// what is typed otherwise than the file says is told at its field
	await expect(send(page, 'addLine', { ...line, invoiceTaxYuan: '713.22' })).rejects.toThrow('refused (409)')
	await expect(form.locator('.err')).toHaveText(/文件里是 ¥713\.21，与填写不一致/)
	await send(page, 'addLine', { ...line, invoiceTaxYuan: '713.21' })
	await send(page, 'submit', { commitment: true })
	return claim
}

test('people, a programme that forbids a common legal representative, and what the two sides say of themselves', async ({
	browser,
	signIn,
}) => {
	const operator = await signIn('admin@operator.demo.test')
	bureau = await enrolBureau(browser, operator, run, division, byPost)
	seller = await openProvider(browser, operator, run, division, byPost)
	buyer = await openEnterprise(browser, operator, run, division, byPost)
	await confirmedAccount(buyer.page, operator, '/operator/payee-accounts', byPost)
	const document = claimOnlyDocument({ id: `donghe-${run}`, division, cityBp: 7_000, noticeDays: 1 }) as {
		scope: { relation: { forbidden: string[] } }
	}
	document.scope.relation.forbidden.push('legal_representative')
	const sources = [
		{ code: 'city', name: '云泽市财政', yuan: '200000', account: `9903${Date.now()}1`, profile: 'own_account' },
		{ code: 'district', name: '东河区财政', yuan: '100000', account: `9903${Date.now()}2`, profile: 'own_account' },
	]
	round = (await openFund(bureau, { document, name: `东河区资金 ${run}`, sources }, run, byPost)).round

	for (const [party, representative] of [
		[seller, '王 伟'],
		[buyer, '王伟'],
	] as const) {
		await party.page.goto('/organisation')
		await send(party.page, 'profile', { contactName: '演示联系人', legalRepresentative: representative })
	}
	await buyer.page.goto('/organisation/relations')
	await expectAccessible(buyer.page)
	await send(buyer.page, 'declare', { kind: 'shareholder', value: '云泽控股（演示）', share: '33.5' })
	await expect(buyer.page.locator('main')).toContainText('股东，占 33.5%')
})

test('a reviewer sees the relation and the duplicate with their evidence, and judges both before anything is approved', async () => {
	const first = await claimContract('新型锂电池正极材料性能检测', 1)
	const second = await claimContract('锂离子电池正极材料性能检测服务', 2)
	const { reviewer } = bureau
	await reviewer.goto(`/authority/claims/${second}`)
	const relations = reviewer.locator('#relations')
	await expect(relations).toContainText('法定代表人相同')
	await expect(relations).toContainText('名称一致，可能重名')
	await expect(relations).toContainText('待判断')
	const alike = reviewer.locator('#alike')
	await expect(alike).toContainText(first)
	await expect(alike).toContainText('相同的文字')
	await expectAccessible(reviewer)
	await expect(send(reviewer, 'review')).rejects.toThrow('refused (409)')
	await expect(reviewer.getByRole('alert')).toContainText('还有关联或重复的线索没有判断')

	await reviewer.goto(`/authority/claims/${second}`)
	await send(reviewer, 'judge_relation', { verdict: 'not_related', reason: '电话核实，身份证号不同，重名。' })
	await expect(relations).toContainText('已判断：没有关联')
	await send(reviewer, 'judge_likeness', { verdict: 'same', reason: '报告内容逐页相同。' }, first)
	await expect(alike).toContainText('已判断：同一项目')
	await expect(reviewer.locator('main')).toContainText(`已判断为与 ${first} 是同一项目`)
	await expect(reviewer.locator('#approve-all button')).toHaveAttribute('aria-disabled', 'true')

	// the first of the two is approved: the judgement on the pair holds there too
	await reviewer.goto(`/authority/claims/${first}`)
	await expect(reviewer.locator('#relations')).toContainText('身份证号不同')
	await send(reviewer, 'review')
	// what reviewers make of it is not the claimant's to read
	await buyer.page.goto(`/claims/${second}`)
	await expect(buyer.page.locator('main')).not.toContainText('逐页相同')
})
