import type { Browser, Page } from '@playwright/test'
import { expect } from '#tests/fixtures/browser.ts'
import { join, numberIn, type Party, paper, register, send } from './acts.ts'

/** The operator verifies an organisation that has registered. */
export async function verify(operator: Page, name: string): Promise<void> {
	await operator.goto('/operator/organisations')
	await operator.getByRole('link', { name }).first().click()
	await operator.waitForURL(/\/operator\/organisations\/JG-/)
	await send(operator, 'verify')
}

/** A provider with two people, verified, its payee account proposed by one and confirmed by the other. */
export async function openProvider(browser: Browser, operator: Page, run: string, division: string): Promise<Party> {
	const provider = await register(
		browser,
		'provider',
		`云泽精测${run}检测有限公司（演示）`,
		`seller-${run}@parties.test`,
		division,
	)
	await verify(operator, provider.name)
	await provider.page.goto('/organisation/members')
	await send(provider.page, 'invite', { name: '复核人', email: `seller2-${run}@parties.test`, role: 'provider_admin' })
	const second = await join(browser, await provider.page.locator('.note-box input[readonly]').inputValue())
	await confirmedAccount(provider.page, second)
	return provider
}

/** An enterprise, verified, with the facts programmes ask for. */
export async function openEnterprise(browser: Browser, operator: Page, run: string, division: string): Promise<Party> {
	const enterprise = await register(
		browser,
		'enterprise',
		`云泽启衡${run}科技有限公司（演示）`,
		`buyer-${run}@parties.test`,
		division,
	)
	await verify(operator, enterprise.name)
	await enterprise.page.goto('/organisation/facts')
	await send(enterprise.page, 'facts', {
		legalForm: 'legal_person',
		size: 'small',
		headcount: '42',
		revenueLast: '8000000',
		badCredit: 'no',
		'titles.tech_sme.from': '2025',
		'titles.tech_sme.until': '2026',
	})
	return enterprise
}

let accounts = 0
/** Payee account proposed by one person and confirmed by another of the same organisation (or the operator). */
export async function confirmedAccount(proposer: Page, confirmer: Page): Promise<void> {
	const accountNo = `9900${Date.now()}${accounts++}`
	await proposer.goto('/organisation/payee-accounts')
	await send(proposer, 'propose', {
		accountNo,
		bankName: '演示银行云泽支行',
		bankCode: '990000000017',
		proof: await paper('开户证明.pdf'),
	})
	await confirmer.goto(
		confirmer.url().includes('/operator') ? '/operator/payee-accounts' : '/organisation/payee-accounts',
	)
	// the operator sees everybody's that wait
	const card = confirmer.locator('section').filter({ hasText: accountNo }).last()
	await send(confirmer, 'confirm', {}, (await card.locator('.tiny .code').first().textContent()) ?? undefined)
}

export type ListingPlan = {
	kind: 'service' | 'instrument'
	name: string
	categoryId: string
	price: string
	unit: string
}

/** The provider drafts and submits a listing, the operator publishes it; answers its number. */
export async function publishListing(provider: Party, operator: Page, plan: ListingPlan): Promise<string> {
	const { page } = provider
	await page.goto('/listings/new')
	await send(page, 'save', {
		kind: plan.kind,
		categoryId: plan.categoryId,
		name: plan.name,
		description: '按标准测定，出具带标识的检测报告，原始数据留存三年。',
		price: plan.price,
		priceUnit: plan.unit,
		turnaroundDaysMin: '3',
		turnaroundDaysMax: '5',
		sampleRequirement: '每组 3 根，按标准加工。',
		deliverable: '检测报告（PDF）',
		standards: 'GB/T 228.1-2021',
		...(plan.kind === 'instrument' ? { instrumentModel: 'FE-7800（演示）' } : {}),
		'marks[0].kind': 'CMA',
		'marks[0].number': '269900001234',
		'marks[0].scope': '金属材料力学性能',
		'marks[0].expiresOn': '2029-06-30',
	})
	await expect(page).toHaveURL(/\/listings\/FW-/)
	const number = numberIn(page)
	await send(page, 'submit')
	await operator.goto('/operator/listings')
	await send(operator, 'publish', {}, number)
	return number
}
