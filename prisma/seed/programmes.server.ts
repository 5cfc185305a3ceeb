import { createHash } from 'node:crypto'
import fs from 'node:fs'
import type { ClientBase } from 'pg'
import { callBooks } from '#app/domain/ledger/call-books.server.ts'
import { programmeDocument } from '#app/domain/programmes/programme-document.ts'
import { publicNumber } from '#app/lib/ids.ts'
import { fen, parseYuan } from '#app/lib/money.ts'
import { mailOf, type OfficeKey } from './accounts.ts'
import type { Cast } from './cast.server.ts'
import type { SeededPeople } from './organisations.server.ts'

type Plan = {
	folder: string
	office: OfficeKey
	isSample: boolean
	/** this year's fund: appropriated yuan per source, in the order of the document's payers, and what has arrived of it */
	fund?: {
		name: string
		yuan: readonly string[]
		receivedYuan: readonly string[]
		profiles: readonly ('own_account' | 'zero_balance' | 'finance_bureau')[]
	}
}

/** The demo's programmes: three of the fictional city, open; ten transcribed from public texts, closed. */
const plans: readonly Plan[] = [
	{
		folder: 'yunze-high-tech-2026',
		office: 'high-tech',
		isSample: false,
		fund: {
			name: '云泽高新区科技创新券专项资金',
			yuan: ['3000000', '2000000'],
			receivedYuan: ['3000000', '1200000'],
			profiles: ['own_account', 'finance_bureau'],
		},
	},
	{
		folder: 'yunze-linhu-2026',
		office: 'lake',
		isSample: false,
		fund: {
			name: '临湖区研发服务券专项资金',
			yuan: ['400000', '1600000'],
			receivedYuan: ['400000', '800000'],
			profiles: ['finance_bureau', 'zero_balance'],
		},
	},
	{
		folder: 'yunze-instruments-2026',
		office: 'city',
		isSample: false,
		fund: {
			name: '云泽市科研仪器共享补助资金',
			yuan: ['2100000', '900000'],
			receivedYuan: ['1500000', '600000'],
			profiles: ['zero_balance', 'finance_bureau'],
		},
	},
	{
		folder: 'jinzhou-high-tech-zone',
		office: 'samples',
		isSample: true,
		fund: {
			name: '锦州高新区科技创新券（规则样例）',
			yuan: ['5000000'],
			receivedYuan: [],
			profiles: ['finance_bureau'],
		},
	},
	{ folder: 'jiangsu-2020', office: 'samples', isSample: true },
	{ folder: 'wuhan-2021', office: 'samples', isSample: true },
	{ folder: 'changping-2017', office: 'samples', isSample: true },
	{ folder: 'shandong-2019', office: 'samples', isSample: true },
	{ folder: 'fujian-2022', office: 'samples', isSample: true },
	{ folder: 'chengdu-2025', office: 'samples', isSample: true },
	{ folder: 'karamay-2025', office: 'samples', isSample: true },
	{ folder: 'weihai-2018', office: 'samples', isSample: true },
	{ folder: 'nanming-2017', office: 'samples', isSample: true },
]

export type SeededProgramme = {
	folder: string
	office: OfficeKey
	programmeId: bigint
	versionId: bigint
	fundId: bigint | null
	fundNumber: string
	roundId: bigint | null
	roundNumber: string
}

async function insertId(client: ClientBase, sql: string, values: unknown[]): Promise<bigint> {
	const { rows } = await client.query<{ id: string }>(sql, values)
	return BigInt(rows[0]!.id)
}

/** Publishes every programme by two officers, approves its fund by the books, opens its round of the year. */
export async function seedProgrammes(
	client: ClientBase,
	cast: Cast,
	people: SeededPeople,
	year: number,
): Promise<SeededProgramme[]> {
	const seeded: SeededProgramme[] = []
	for (const [index, plan] of plans.entries()) {
		const raw = fs.readFileSync(new URL(`./programmes/${plan.folder}/programme.json`, import.meta.url), 'utf8')
		const document = programmeDocument.parse(JSON.parse(raw))
		const [officer, second] = ['officer', 'officer2'].map((desk) => people.account.get(mailOf(desk, plan.office))!)
		const programmeId = await insertId(
			client,
			'INSERT INTO programme (number, authority_id, name, name_en, is_sample, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id',
			[
				publicNumber('programme', year, index + 1),
				people.organisation.get(plan.office),
				document.name.zh,
				document.name.en,
				plan.isSample,
				`${year - 1}-12-20T02:00:00Z`,
			],
		)
		const json = JSON.stringify(JSON.parse(raw))
		const cases = fs.readFileSync(new URL(`./programmes/${plan.folder}/cases.json`, import.meta.url), 'utf8')
		const versionId = await insertId(
			client,
			`INSERT INTO programme_version (programme_id, version_no, document, document_hash, state, created_by_id, created_at, cases) VALUES ($1, 1, $2, $3, 'draft', $4, $5, $6) RETURNING id`,
			[
				programmeId,
				json,
				createHash('sha256').update(json).digest('hex'),
				officer,
				`${year - 1}-12-20T02:00:00Z`,
				JSON.stringify(JSON.parse(cases)),
			],
		)
		await client.query(`UPDATE programme_version SET state = 'submitted' WHERE id = $1`, [versionId])
		await client.query(
			`UPDATE programme_version SET state = 'published', published_by_id = $2, published_at = $3 WHERE id = $1`,
			[versionId, second, `${year - 1}-12-22T02:00:00Z`],
		)
		const fundId = plan.fund
			? await seedFund(client, cast, plan, { programmeId, payers: document.payers, officer: officer!, year, index })
			: null
		const fundNumber = publicNumber('fund', year, index + 1)
		const roundNumber = publicNumber('round', year, index + 1)
		const roundId =
			fundId && !plan.isSample
				? await insertId(
						client,
						`INSERT INTO round (number, programme_id, version_id, fund_id, name, notice_no, opens_at, closes_at, service_from, service_until, contact, created_by_id, created_at)
						 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '演示联系人 0000-12345678', $11, $7) RETURNING id`,
						[
							roundNumber,
							programmeId,
							versionId,
							fundId,
							`${year} 年度`,
							`云科通〔${year}〕${index + 2}号`,
							`${year}-01-01T00:00:00+08:00`,
							`${year + 1}-01-01T00:00:00+08:00`,
							`${year}-01-01`,
							`${year}-12-31`,
							officer,
						],
					)
				: null
		if (roundId)
			await client.query(`UPDATE round SET state = 'approved', approved_by_id = $2, approved_at = $3 WHERE id = $1`, [
				roundId,
				second,
				`${year}-01-04T02:00:00Z`,
			])
		seeded.push({
			folder: plan.folder,
			office: plan.office,
			programmeId,
			versionId,
			fundId,
			fundNumber,
			roundId,
			roundNumber,
		})
	}
	for (const kind of ['programme', 'fund', 'round'])
		await client.query(`SELECT setval('number_${kind}', $1)`, [plans.length])
	return seeded
}

type FundContext = {
	programmeId: bigint
	payers: readonly { code: string; name: { zh: string; en: string } }[]
	officer: bigint
	year: number
	index: number
}

async function seedFund(
	client: ClientBase,
	cast: Cast,
	plan: Plan,
	{ programmeId, payers, officer, year, index }: FundContext,
): Promise<bigint> {
	const fund = plan.fund!
	const { rows } = await client.query<{ id: string; authority_id: string }>(
		`INSERT INTO fund (number, authority_id, programme_id, budget_year, name, project_code, functional_class, economic_class, last_payment_on, created_by_id, created_at)
		 SELECT $1, authority_id, id, $2, $3, $4, '2060404 科技条件专项', '31299 其他对企业补助', $5, $6, $7 FROM programme WHERE id = $8 RETURNING id, authority_id`,
		[
			publicNumber('fund', year, index + 1),
			year,
			`${fund.name}（${year}）`,
			`9900${year}${index + 1}`,
			`${year}-12-25`,
			officer,
			`${year}-01-04T01:00:00Z`,
			programmeId,
		],
	)
	const fundId = BigInt(rows[0]!.id)
	for (const [n, yuan] of fund.yuan.entries()) {
		const payer = payers[n]!
		await client.query(
			`INSERT INTO funding_source (fund_id, source_no, code, name, name_en, payer_profile, account_name, account_no, bank_name, bank_code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '云泽演示银行', '990000000009')`,
			[
				fundId,
				n + 1,
				payer.code,
				payer.name.zh,
				payer.name.en,
				fund.profiles[n],
				`${payer.name.zh}（演示）`,
				`9901${(index + 1).toString().padStart(6, '0')}${(n + 1).toString().padStart(6, '0')}`,
			],
		)
		await client.query(
			`INSERT INTO appropriation (fund_id, source_no, document_no, amount_fen, created_by_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			[fundId, n + 1, `云财教〔${year}〕${index * 2 + n + 1}号`, parseYuan(yuan), officer, `${year}-01-04T01:00:00Z`],
		)
	}
	await callBooks(cast.as('officer2', plan.office, `${year}-01-05`), 'approve_fund', { fundId })
	for (const [n, yuan] of fund.receivedYuan.entries())
		await callBooks(cast.as('finance', plan.office, `${year}-02-${(10 + n).toString()}`), 'record_receipt', {
			fundId,
			sourceNo: n + 1,
			documentNo: `拨款单 ${year}-${index + 1}${n + 1}`,
			amountFen: fen(parseYuan(yuan)),
			receivedOn: `${year}-02-${10 + n}`,
		})
	return fundId
}
