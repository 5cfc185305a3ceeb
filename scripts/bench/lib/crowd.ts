import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { type DatabaseUrls, withClient } from '#scripts/db/roles.ts'
import { say } from '#scripts/lib/command-line.ts'
import { loadDemo } from '#scripts/lib/demo.ts'
import { root } from '#scripts/lib/root.ts'
import type { DataSet } from './cluster.ts'

/** Enterprises that may all apply; each may have one voucher in each round. */
export const crowdSize = 20_000
/** What every one of them asks for, in fen. */
export const askedFen = 2_000_000

/** The demo's high-tech programme as a bench needs it: decided automatically, and a yearly limit nobody reaches in a run. */
function benchDocument(): string {
	const file = path.join(root, 'prisma/seed/programmes/yunze-high-tech-2026/programme.json')
	const document = JSON.parse(fs.readFileSync(file, 'utf8'))
	document.id = 'bench-opening-minute'
	document.grant.decidedBy = 'automatic'
	document.validity = { ...document.validity, until: '2034-12-31' }
	for (const cap of document.subsidy.caps) if (cap.scope === 'year') cap.limit.fen *= 1_000_000
	return JSON.stringify(document)
}

const people = ['officer', 'officer2', 'finance'] as const
type Desk = Record<(typeof people)[number], string> & { authorityId: string }

async function deskOf(client: pg.Client): Promise<Desk> {
	const { rows } = await client.query<{ email: string; id: string; organisation_id: string }>(
		`SELECT DISTINCT a.email, a.id, m.organisation_id FROM account a JOIN membership m ON m.account_id = a.id WHERE a.email = ANY ($1)`,
		[people.map((name) => `${name}@high-tech.demo.test`)],
	)
	const of = (name: string) => rows.find(({ email }) => email.startsWith(`${name}@`))!.id
	return {
		officer: of('officer'),
		officer2: of('officer2'),
		finance: of('finance'),
		authorityId: rows[0]!.organisation_id,
	}
}

const headOf = (desk: Desk, actor: (typeof people)[number]) =>
	JSON.stringify({
		actorId: desk[actor],
		scopeOrgId: desk.authorityId,
		now: new Date(),
		key: null,
		inputHash: '0'.repeat(64),
	})

/** The demo city, and beside it a crowd of enterprises with a person each, and a programme that grants at once. */
async function prepareCrowd(urls: DatabaseUrls): Promise<void> {
	await loadDemo(urls)
	say(`Making ${crowdSize.toLocaleString('en')} enterprises …`)
	await withClient(urls.ownerUrl, async (client) => {
		await client.query(
			`INSERT INTO organisation (number, credit_code, kind, name, division_code, facts, status, is_demo, created_at)
			 SELECT 'JG-BENCH-' || lpad(g::text, 7, '0'), '919902' || lpad(g::text, 12, 'D'), 'enterprise', '云泽排队企业' || g || '号（演示）', '990191',
				'{"legalForm":"legal_person","size":"small","headcount":40,"revenueFen":["1250000000"],"titles":[{"code":"tech_sme","years":[2024,2025,2026,2027,2028]}],"badCredit":false}', 'verified', true, '2025-12-15T01:00:00Z'
			 FROM generate_series(1, $1::int) g`,
			[crowdSize],
		)
		await client.query('ANALYZE organisation')
		await client.query(
			`WITH people AS (INSERT INTO account (email, name, password_hash, created_at)
				SELECT lower(o.number) || '@bench.demo.test', '演示买方', 'x', now() FROM organisation o WHERE o.number LIKE 'JG-BENCH-%' RETURNING id, email)
			 INSERT INTO membership (account_id, organisation_id, role, state, proposed_by_id)
			 SELECT p.id, o.id, 'enterprise_admin', 'active', p.id FROM people p JOIN organisation o ON p.email = lower(o.number) || '@bench.demo.test'`,
		)
		const desk = await deskOf(client)
		await publish(client, { number: 'BF-BENCH', authorityId: desk.authorityId, document: benchDocument(), desk })
	})
	await withClient(urls.ownerUrl, (client) => client.query('VACUUM ANALYZE'))
}

/** More authorities with the same rules under their own name, so that nothing but the tables is shared between their funds. */
async function prepareAuthorities(ownerUrl: string, count: number): Promise<void> {
	await withClient(ownerUrl, async (client) => {
		const desk = await deskOf(client)
		for (let n = 1; n <= count; n++) {
			const office = await client.query<{ id: string }>(
				`INSERT INTO organisation (number, credit_code, kind, name, division_code, status, is_demo) VALUES ('JG-BENCH-A' || $1::int, '119903' || lpad($1::int::text, 12, 'D'), 'authority', '演示科技局' || $1::int || '（演示）', '990191', 'verified', true) RETURNING id`,
				[n],
			)
			const document = benchDocument().replace('bench-opening-minute', `bench-authority-${n}`)
			await publish(client, { number: `BF-BENCH-A${n}`, authorityId: office.rows[0]!.id, document, desk })
		}
	})
}

async function publish(
	client: pg.Client,
	{ number, authorityId, document, desk }: { number: string; authorityId: string; document: string; desk: Desk },
): Promise<void> {
	const programme = await client.query<{ id: string }>(
		`INSERT INTO programme (number, authority_id, name) VALUES ($1, $2, '开闸测试券') RETURNING id`,
		[number, authorityId],
	)
	const version = await client.query<{ id: string }>(
		'INSERT INTO programme_version (programme_id, version_no, document, document_hash, created_by_id) VALUES ($1, 1, $2, $3, $4) RETURNING id',
		[programme.rows[0]!.id, document, createHash('sha256').update(document).digest('hex'), desk.officer],
	)
	const id = version.rows[0]!.id
	await client.query(`UPDATE programme_version SET state = 'submitted' WHERE id = $1`, [id])
	await client.query(
		`UPDATE programme_version SET state = 'published', published_by_id = $2, published_at = now() WHERE id = $1`,
		[id, desk.officer2],
	)
}

/** The crowd, its programme, and twenty authorities beside. */
export const authorities = 20
export const crowdSet: DataSet = {
	name: 'crowd',
	version: 1,
	fill: async (database) => {
		await prepareCrowd(database)
		await prepareAuthorities(database.ownerUrl, authorities)
	},
}

export type Enterprise = { id: bigint; number: string; accountId: bigint }
export type Round = { id: bigint; number: string }
export type CrowdFund = { fundId: bigint; fundNumber: string; programmeId: bigint; versionId: bigint; rounds: Round[] }

/** A new fund of two sources (60 / 40) of `yuan` each, approved by two people, with `count` open rounds. */
export async function openFund(
	ownerUrl: string,
	{
		rounds: count,
		yuan = 10_000_000_000n,
		programme = 'BF-BENCH',
	}: { rounds: number; yuan?: bigint; programme?: string },
): Promise<CrowdFund> {
	return withClient(ownerUrl, async (client) => {
		const desk = await deskOf(client)
		const base = await client.query<{ programme_id: string; version_id: string; authority_id: string; serial: string }>(
			`SELECT v.programme_id, v.id AS version_id, p.authority_id, nextval('number_fund') AS serial FROM programme_version v JOIN programme p ON p.id = v.programme_id WHERE p.number = $1`,
			[programme],
		)
		const { programme_id, version_id, authority_id, serial } = base.rows[0]!
		const fund = await client.query<{ id: string; number: string }>(
			`INSERT INTO fund (number, authority_id, programme_id, budget_year, name, project_code, functional_class, economic_class, created_by_id)
			 VALUES ('ZJ-BENCH-' || $1, $2, $3, 2026, '开闸资金 ' || $1, '990090', '2060404', '31299', $4) RETURNING id, number`,
			[serial, authority_id, programme_id, desk.officer],
		)
		const { id: fundId, number: fundNumber } = fund.rows[0]!
		for (const [sourceNo, code] of ['city', 'district'].entries()) {
			await client.query(
				`INSERT INTO funding_source (fund_id, source_no, code, name, account_name, account_no, bank_name, bank_code) VALUES ($1, $2::int, $3, $3, $3, '9901' || lpad($1::bigint::text || $2::int::text, 12, '0'), '云泽演示银行', '990000000009')`,
				[fundId, sourceNo + 1, code],
			)
			await client.query(
				'INSERT INTO appropriation (fund_id, source_no, document_no, amount_fen, created_by_id) VALUES ($1, $2::int, $3, $4, $5)',
				[fundId, sourceNo + 1, `云财教〔2026〕开闸${serial}-${sourceNo + 1}号`, yuan * 100n, desk.officer],
			)
		}
		await client.query('SELECT approve_fund($1, $2)', [headOf(desk, 'officer2'), JSON.stringify({ fundId })])
		const { rows: rounds } = await client.query<{ id: string; number: string }>(
			`INSERT INTO round (number, programme_id, version_id, fund_id, name, notice_no, opens_at, closes_at, service_from, service_until, contact, created_by_id)
			 SELECT 'PC-BENCH-' || $4::bigint || '-' || n, $2, $3, $4, '开闸第 ' || n || ' 批', '云科通〔2026〕' || $4::bigint || '-' || n || '号', '2026-01-01T00:00:00+08:00', '2035-01-01T00:00:00+08:00', '2026-01-01', '2034-12-31', '演示联系人 0000-12345678', $5
			 FROM generate_series(1, $1::int) n RETURNING id, number`,
			[count, programme_id, version_id, fundId, desk.officer],
		)
		await client.query(
			`UPDATE round SET state = 'approved', approved_by_id = $2, approved_at = now() WHERE id = ANY ($1)`,
			[rounds.map(({ id }) => id), desk.officer2],
		)
		return {
			fundId: BigInt(fundId),
			fundNumber,
			programmeId: BigInt(programme_id),
			versionId: BigInt(version_id),
			rounds: rounds.map(({ id, number }) => ({ id: BigInt(id), number })),
		}
	})
}

export function readCrowd(ownerUrl: string): Promise<Enterprise[]> {
	return withClient(ownerUrl, async (client) => {
		const { rows } = await client.query<{ id: string; number: string; account_id: string }>(
			`SELECT o.id, o.number, m.account_id FROM organisation o JOIN membership m ON m.organisation_id = o.id WHERE o.number LIKE 'JG-BENCH-%' ORDER BY o.id`,
		)
		return rows.map((one) => ({ id: BigInt(one.id), number: one.number, accountId: BigInt(one.account_id) }))
	})
}
