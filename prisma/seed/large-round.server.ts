import type { ClientBase } from 'pg'
import { publicNumber } from '#app/lib/ids.ts'
import { mailOf } from './accounts.ts'
import type { SeededPeople } from './organisations.server.ts'
import type { SeededProgramme } from './programmes.server.ts'

/** A fund and a round of a programme for the large demos: 20,000 yuan for every voucher, all of it received. */
export async function openLargeRound(
	client: ClientBase,
	people: SeededPeople,
	programme: SeededProgramme,
	{ year, vouchers }: { year: number; vouchers: number },
): Promise<{ fundId: bigint; roundId: bigint }> {
	const account = (desk: string) => people.account.get(mailOf(desk, programme.office))!
	const office = people.organisation.get(programme.office)!
	const number = publicNumber('fund', year, 90)
	const fund = await client.query<{ id: string }>(
		`INSERT INTO fund (number, authority_id, programme_id, budget_year, name, project_code, functional_class, economic_class, last_payment_on, created_by_id)
		 VALUES ($1, $2, $3, $4, $5, '990090', '2060404 科技条件专项', '31299 其他对企业补助', $6, $7) RETURNING id`,
		[
			number,
			office,
			programme.programmeId,
			year,
			`云泽高新区科技创新券扩面资金（${year}）`,
			`${year}-12-25`,
			account('officer'),
		],
	)
	const fundId = BigInt(fund.rows[0]!.id)
	const totalFen = BigInt(vouchers) * 2_100_000n
	for (const [sourceNo, code, name, nameEn, share] of [
		[1, 'city', '云泽市财政', 'City of Yunze', 6n],
		[2, 'district', '云泽高新区财政', 'Yunze High-Tech Zone', 4n],
	] as const) {
		await client.query(
			`INSERT INTO funding_source (fund_id, source_no, code, name, name_en, account_name, account_no, bank_name, bank_code) VALUES ($1, $2, $3, $4, $5, $6, $7, '云泽演示银行', '990000000009')`,
			[fundId, sourceNo, code, name, nameEn, `${name}（演示）`, `990190000000${sourceNo.toString().padStart(4, '0')}`],
		)
		await client.query(
			'INSERT INTO appropriation (fund_id, source_no, document_no, amount_fen, created_by_id) VALUES ($1, $2, $3, $4, $5)',
			[fundId, sourceNo, `云财教〔${year}〕9${sourceNo}号`, (totalFen * share) / 10n, account('officer')],
		)
	}
	const head = (desk: string) =>
		JSON.stringify({
			actorId: String(account(desk)),
			scopeOrgId: String(office),
			now: `${year}-01-05T02:00:00Z`,
			key: null,
			inputHash: '0'.repeat(64),
		})
	await client.query('SELECT approve_fund($1, $2)', [head('officer2'), JSON.stringify({ fundId: String(fundId) })])
	for (const [sourceNo, share] of [
		[1, 6n],
		[2, 4n],
	] as const)
		await client.query('SELECT record_receipt($1, $2)', [
			head('finance'),
			JSON.stringify({
				fundId: String(fundId),
				sourceNo,
				documentNo: `拨款单 ${year}-9${sourceNo}`,
				amountFen: String((totalFen * share) / 10n),
				receivedOn: `${year}-01-06`,
			}),
		])
	const round = await client.query<{ id: string }>(
		`INSERT INTO round (number, programme_id, version_id, fund_id, name, notice_no, opens_at, closes_at, service_from, service_until, contact, created_by_id)
		 VALUES ($1, $2, $3, $4, '扩面批次', $5, $6, $7, $8, $9, '演示联系人 0000-12345678', $10) RETURNING id`,
		[
			publicNumber('round', year, 90),
			programme.programmeId,
			programme.versionId,
			fundId,
			`云科通〔${year}〕90号`,
			`${year}-01-01T00:00:00+08:00`,
			`${year + 1}-01-01T00:00:00+08:00`,
			`${year}-01-01`,
			`${year}-12-31`,
			account('officer'),
		],
	)
	const roundId = BigInt(round.rows[0]!.id)
	await client.query(`UPDATE round SET state = 'approved', approved_by_id = $2, approved_at = now() WHERE id = $1`, [
		roundId,
		account('officer2'),
	])
	return { fundId, roundId }
}
