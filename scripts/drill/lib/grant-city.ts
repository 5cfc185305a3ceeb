import { withClient } from '#scripts/db/roles.ts'

/** A fund of the drill: its applications are numbered from `firstApplication`, one per enterprise. */
export type DrillFund = { id: string; firstApplication: number }
export type DrillCity = {
	funds: DrillFund[]
	firstEnterprise: number
	enterprises: number
	officer: string
	authority: string
}

/** What application `n` of a fund asks for: between 10.00 and 100.00 yuan, always the same. */
export const faceOf = (n: number) => BigInt(1_000 + ((n * 7_919) % 9_001))
/** The average of `faceOf`. */
const averageFace = 5_500n

/**
 * Funds worth about `vouchers` vouchers each, in two sources (60 / 40), and twice as many applications to each, one per
 * enterprise; written in bulk by the tables' owner, the funds approved by the books.
 */
export async function buildCity(ownerUrl: string, funds: number, vouchers: number): Promise<DrillCity> {
	return withClient(ownerUrl, async (client) => {
		const one = async (sql: string, values: unknown[] = []) =>
			(await client.query<{ id: string }>(`${sql} RETURNING id`, values)).rows[0]!.id
		const account = (name: string) =>
			one(`INSERT INTO account (email, name, password_hash) VALUES ($1, '演示', 'x')`, [`${name}@example.test`])
		const [officer, second, applicant] = [await account('officer'), await account('second'), await account('applicant')]
		const enterprises = vouchers * 2
		const { rows } = await client.query<{ first: string }>(
			`WITH made AS (INSERT INTO organisation (number, credit_code, kind, name, division_code, status, is_demo)
				SELECT 'JG-' || n, '9199' || lpad(n::text, 14, '0'), CASE n WHEN 0 THEN 'authority' ELSE 'enterprise' END, '演示单位' || n, '990101', 'verified', true
				FROM generate_series(0, $1::int) n ORDER BY n RETURNING id) SELECT min(id) AS first FROM made`,
			[enterprises],
		)
		const authority = rows[0]!.first
		const programme = await one(
			`INSERT INTO programme (number, authority_id, name) VALUES ('BF-1', $1, '演示实施办法')`,
			[authority],
		)
		const version = await one(
			`INSERT INTO programme_version (programme_id, version_no, document, document_hash, state, created_by_id) VALUES ($1, 1, '{}', repeat('0', 64), 'draft', $2)`,
			[programme, officer],
		)
		const city: DrillCity = { funds: [], firstEnterprise: Number(authority) + 1, enterprises, officer, authority }
		for (let n = 1; n <= funds; n++) {
			const fund = await one(
				`INSERT INTO fund (number, authority_id, programme_id, budget_year, name, project_code, functional_class, economic_class, created_by_id)
				 VALUES ('ZJ-' || $1::int, $2, $3, 2026, '演示专项资金', 'P', '2060404', '31299', $4)`,
				[n, authority, programme, officer],
			)
			for (const [source, percent] of [60n, 40n].entries()) {
				await client.query(
					`INSERT INTO funding_source (fund_id, source_no, code, name, account_name, account_no, bank_name, bank_code)
					 VALUES ($1, $2::int, 's' || $2::int, '演示', '演示财政', '9900' || $2::int, '演示银行', '990000000001')`,
					[fund, source + 1],
				)
				await client.query(
					'INSERT INTO appropriation (fund_id, source_no, document_no, amount_fen, created_by_id) VALUES ($1, $2, $3, $4, $5)',
					[fund, source + 1, `文${n}-${source}`, (BigInt(vouchers) * averageFace * percent) / 100n, officer],
				)
			}
			const head = { actorId: second, scopeOrgId: authority, now: new Date(), key: null, inputHash: '' }
			await client.query('SELECT approve_fund($1::jsonb, $2::jsonb)', [
				JSON.stringify(head),
				JSON.stringify({ fundId: fund }),
			])
			const round = await one(
				`INSERT INTO round (number, programme_id, version_id, fund_id, name, notice_no, opens_at, closes_at, service_from, service_until, contact, state, created_by_id, approved_by_id)
				 VALUES ('PC-' || $1::int, $2, $3, $4, '批次', '通知', '2026-01-01', '2036-01-01', '2026-01-01', '2036-01-01', '演示', 'approved', $5, $6)`,
				[n, programme, version, fund, officer, second],
			)
			const made = await client.query<{ first: string }>(
				`WITH made AS (INSERT INTO application (number, round_id, version_id, enterprise_id, requested_fen, facts, evaluation, commitment_text, submitted_by_id)
					SELECT 'SL-' || $1::int || '-' || e, $2, $3, $4::bigint + e, 1, '{}', '{}', '承诺书', $5 FROM generate_series(0, $6::int - 1) e ORDER BY e RETURNING id)
				 SELECT min(id) AS first FROM made`,
				[n, round, version, city.firstEnterprise, applicant, enterprises],
			)
			city.funds.push({ id: fund, firstApplication: Number(made.rows[0]!.first) })
		}
		await client.query('ANALYZE')
		return city
	})
}
