import type { Browser, Page } from '@playwright/test'
import { expect } from '#tests/fixtures/browser.ts'
import { join, type Party, paper, register } from './acts.ts'
import { throughPages, type Way } from './hands.ts'

/** The operator verifies an organisation that has registered. */
async function verify(operator: Page, number: string, by: Way): Promise<void> {
	const desk = by(operator)
	await desk.open(`/operator/organisations/${number}`)
	await desk.send('verify')
}

/** A provider with two people, verified, its payee account proposed by one and confirmed by the other. */
export async function openProvider(
	browser: Browser,
	operator: Page,
	run: string,
	division: string,
	by: Way = throughPages,
): Promise<Party> {
	const name = `云泽精测${run}检测有限公司（演示）`
	const provider = await register(browser, 'provider', name, `seller-${run}@parties.test`, division, by)
	await verify(operator, provider.number, by)
	const first = by(provider.page)
	await first.open('/organisation/members')
	await first.send('invite', { name: '复核人', email: `seller2-${run}@parties.test`, role: 'provider_admin' })
	const second = await join(browser, (await first.links())[0]!, by)
	await confirmedAccount(provider.page, second, '/organisation/payee-accounts', by)
	return provider
}

/** An enterprise, verified, with the facts programmes ask for. */
export async function openEnterprise(
	browser: Browser,
	operator: Page,
	run: string,
	division: string,
	by: Way = throughPages,
): Promise<Party> {
	const name = `云泽启衡${run}科技有限公司（演示）`
	const enterprise = await register(browser, 'enterprise', name, `buyer-${run}@parties.test`, division, by)
	await verify(operator, enterprise.number, by)
	const hands = by(enterprise.page)
	await hands.open('/organisation/facts')
	await hands.send('facts', {
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
/** A first payee account, proposed by one person and confirmed by another of the same organisation, or by the operator. */
export async function confirmedAccount(
	proposer: Page,
	confirmer: Page,
	confirmedAt: '/organisation/payee-accounts' | '/operator/payee-accounts',
	by: Way = throughPages,
): Promise<void> {
	const [one, other] = [by(proposer), by(confirmer)]
	await one.open('/organisation/payee-accounts')
	await one.send('propose', {
		accountNo: `9900${Date.now()}${accounts++}`,
		bankName: '演示银行云泽支行',
		bankCode: '990000000017',
		proof: await paper('开户证明.pdf'),
	})
	const number = /ZH-\d{4}-\d{6}/.exec(await one.text())![0]
	await other.open(confirmedAt)
	await other.send('confirm', {}, number) // the operator sees everybody's that wait
}

export type ListingPlan = {
	kind: 'service' | 'instrument'
	name: string
	categoryId: string
	price: string
	unit: string
}

/** The provider drafts and submits a listing, the operator publishes it; answers its number. */
export async function publishListing(
	provider: Party,
	operator: Page,
	plan: ListingPlan,
	by: Way = throughPages,
): Promise<string> {
	const [seller, desk] = [by(provider.page), by(operator)]
	await seller.open('/listings/new')
	await seller.send('save', {
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
	expect(seller.path()).toMatch(/^\/listings\/FW-/)
	const number = seller.path().split('/').at(-1)!
	await seller.send('submit')
	await desk.open('/operator/listings')
	await desk.send('publish', {}, number)
	return number
}
