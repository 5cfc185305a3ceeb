import type { Browser, Page } from '@playwright/test'
import { shanghaiDay } from '#app/lib/time.ts'
import { expect } from '#tests/fixtures/browser.ts'
import { join, newCreditCode } from './acts.ts'
import { type Hands, throughPages, type Way } from './hands.ts'

/** The people of a new authority, each in a browser of their own. */
export type Bureau = { officer: Page; second: Page; reviewer: Page; settlement: Page; finance: Page; division: string }

const today = () => shanghaiDay(new Date())

/** The operator enrols an authority with its first two officers; these appoint reviewer, settlement officer and finance together. */
export async function enrolBureau(
	browser: Browser,
	operator: Page,
	run: string,
	division: string,
	by: Way = throughPages,
): Promise<Bureau> {
	const desk = by(operator)
	await desk.open('/operator/authorities')
	await desk.send('enrol', {
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
	const links = await desk.links()
	expect(links).toHaveLength(2)
	const officer = await join(browser, links[0]!, by)
	const second = await join(browser, links[1]!, by)
	const [proposer, approver] = [by(officer), by(second)]
	const appoint = async (role: string, title: string) => {
		await proposer.open('/authority/people')
		await proposer.send('propose', { name: `${title}岗`, email: `${role}-${run}@bureau.test`, role })
		await approver.open('/authority/people')
		await approver.send('approve_invitation')
		return join(browser, (await approver.links())[0]!, by)
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
export async function openFund(
	bureau: Bureau,
	plan: FundPlan,
	run: string,
	by: Way = throughPages,
): Promise<OpenedFund> {
	const [officer, second] = [by(bureau.officer), by(bureau.second)]
	await officer.open('/authority/programmes/new')
	await officer.send('save', { document: JSON.stringify(plan.document) })
	expect(officer.path()).toMatch(/^\/authority\/programmes\/BF-/)
	const programme = numberOf(officer)
	await officer.send('submit')
	await second.open(`/authority/programmes/${programme}`)
	await second.send('publish')

	const fund = await createFund(bureau, plan, { programme, run }, by)

	await officer.open(`/authority/programmes/${programme}`)
	await officer.send('create_round', {
		name: '第一批',
		noticeNo: `云科通〔2026〕${run}号`,
		fund,
		contact: '演示联系人 0000-12345678',
		opensOn: today(),
		closesOn: '2026-12-31',
		serviceFrom: '2026-01-01',
		serviceUntil: '2026-12-31',
	})
	await second.open(`/authority/programmes/${programme}`)
	await second.send('approve_round')
	const round = /PC-\d{4}-\d{6}/.exec(await second.text())![0]
	return { programme, fund, round }
}

/** The number in the path of the page they are on. */
const numberOf = (hands: Hands) => hands.path().split('/').at(-1)!

/** A fund of a programme, drawn up by one officer and approved by the other: its number. */
export async function createFund(
	bureau: Bureau,
	plan: FundPlan,
	{ programme, run, year }: { programme: string; run: string; year?: number },
	by: Way = throughPages,
): Promise<string> {
	const [officer, second] = [by(bureau.officer), by(bureau.second)]
	await officer.open(`/authority/funds/new?programme=${programme}`)
	await officer.send('create', {
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
	expect(officer.path()).toMatch(/^\/authority\/funds\/ZJ-/)
	const fund = officer.path().split('/')[3]!
	await second.open(`/authority/funds/${fund}/setup`)
	await second.send('approve')
	return fund
}

/** Finance records that money has reached a payer's account. */
export async function receive(
	bureau: Bureau,
	fund: string,
	source: number,
	yuan: string,
	by: Way = throughPages,
): Promise<void> {
	const finance = by(bureau.finance)
	await finance.open(`/authority/funds/${fund}/setup`)
	await finance.send('receive', {
		source: String(source),
		documentNo: `拨款单 ${source}`,
		amount: yuan,
		receivedOn: today(),
	})
}
