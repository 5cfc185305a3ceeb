import type { Browser, Page } from '@playwright/test'
import { shanghaiDay } from '#app/lib/time.ts'
import { expect } from '#tests/fixtures/browser.ts'
import { join, newCreditCode, numberIn, send } from './acts.ts'

/** The people of a new authority, each in a browser of their own. */
export type Bureau = { officer: Page; second: Page; reviewer: Page; settlement: Page; finance: Page; division: string }

const today = () => shanghaiDay(new Date())

/** The operator enrols an authority with its first two officers; these appoint reviewer, settlement officer and finance together. */
export async function enrolBureau(browser: Browser, operator: Page, run: string, division: string): Promise<Bureau> {
	await operator.goto('/operator/authorities')
	await send(operator, 'enrol', {
		name: `东河区科技局 ${run}（演示）`,
		creditCode: newCreditCode('11990103'),
		divisionCode: division,
		firstName: '项目主管甲',
		firstEmail: `officer-${run}@bureau.test`,
		'firstRoles.programme_officer': true,
		secondName: '项目主管乙',
		secondEmail: `second-${run}@bureau.test`,
		'secondRoles.programme_officer': true,
	})
	const links = operator.locator('.note-box input[readonly]')
	await expect(links).toHaveCount(2)
	const officer = await join(browser, await links.nth(0).inputValue())
	const second = await join(browser, await links.nth(1).inputValue())
	const appoint = async (role: string, title: string) => {
		await officer.goto('/authority/people')
		await send(officer, 'propose', { name: `${title}岗`, email: `${role}-${run}@bureau.test`, role })
		await second.goto('/authority/people')
		await send(second, 'approve_invitation')
		return join(browser, await second.locator('.note-box input[readonly]').inputValue())
	}
	return {
		officer,
		second,
		division,
		reviewer: await appoint('reviewer', '审核'),
		settlement: await appoint('settlement_officer', '经办'),
		finance: await appoint('finance', '财务'),
	}
}

export type FundPlan = {
	document: object
	name: string
	sources: readonly { code: string; name: string; yuan: string; account: string; profile: string }[]
}
export type OpenedFund = { programme: string; fund: string; round: string }

/** A programme from its document, the year's fund and a round, each drawn up by one officer and approved by the other. */
export async function openFund(bureau: Bureau, plan: FundPlan, run: string): Promise<OpenedFund> {
	const { officer, second } = bureau
	await officer.goto('/authority/programmes/new')
	await send(officer, 'save', { document: JSON.stringify(plan.document) })
	await expect(officer).toHaveURL(/\/authority\/programmes\/BF-/)
	const programme = numberIn(officer)
	await send(officer, 'submit')
	await second.goto(`/authority/programmes/${programme}`)
	await send(second, 'publish')

	const fund = await createFund(bureau, plan, { programme, run })

	await officer.goto(`/authority/programmes/${programme}`)
	await send(officer, 'create_round', {
		name: '第一批',
		noticeNo: `云科通〔2026〕${run}号`,
		fund,
		contact: '演示联系人 0000-12345678',
		opensOn: today(),
		closesOn: '2026-12-31',
		serviceFrom: '2026-01-01',
		serviceUntil: '2026-12-31',
	})
	await second.goto(`/authority/programmes/${programme}`)
	await send(second, 'approve_round')
	const named = await second
		.getByText(/PC-\d{4}-\d{6}/)
		.first()
		.textContent()
	const round = /PC-\d{4}-\d{6}/.exec(named ?? '')?.[0] ?? ''
	return { programme, fund, round }
}

/** A fund of a programme, drawn up by one officer and approved by the other: its number. */
export async function createFund(
	{ officer, second }: Bureau,
	plan: FundPlan,
	{ programme, run, year }: { programme: string; run: string; year?: number },
): Promise<string> {
	await officer.goto(`/authority/funds/new?programme=${programme}`)
	await send(officer, 'create', {
		name: plan.name,
		...(year ? { budgetYear: String(year) } : {}),
		projectCode: `P-${run}`,
		functionalClass: '2060404',
		economicClass: '31299',
		...Object.fromEntries(
			plan.sources.flatMap((source, n) => [
				[`sources[${n}].documentNo`, `云财教〔2026〕${run}-${n + 1}号`],
				[`sources[${n}].amount`, source.yuan],
				[`sources[${n}].payerProfile`, source.profile],
				[`sources[${n}].accountName`, `${source.name}（演示）`],
				[`sources[${n}].accountNo`, source.account],
				[`sources[${n}].bankName`, '演示银行'],
				[`sources[${n}].bankCode`, '990000000009'],
			]),
		),
	})
	await expect(officer).toHaveURL(/\/authority\/funds\/ZJ-/)
	const fund = new URL(officer.url()).pathname.split('/')[3]!
	await second.goto(`/authority/funds/${fund}/setup`)
	await send(second, 'approve')
	return fund
}

/** Finance records that money has reached a payer's account. */
export async function receive(bureau: Bureau, fund: string, source: number, yuan: string): Promise<void> {
	await bureau.finance.goto(`/authority/funds/${fund}/setup`)
	await send(bureau.finance, 'receive', {
		source: String(source),
		documentNo: `拨款单 ${source}`,
		amount: yuan,
		receivedOn: today(),
	})
}
