import type { ClientBase } from 'pg'
import { hashPassword } from '#app/domain/identity/password.server.ts'
import { publicNumber } from '#app/lib/ids.ts'
import { authorityDesks, demoOffices, demoPassword, mailOf } from './accounts.ts'
import organisationsJson from './catalogue/organisations.json' with { type: 'json' }
import { demoCreditCode } from './credit-codes.ts'

/** Main revenue of the last full year by the band the reference data gives, in fen. */
const revenueOfBand: Record<string, string> = {
	'500万元以下': '380000000',
	'500万—2000万元': '1250000000',
	'2000万—5000万元': '3400000000',
	'5000万—1亿元': '7200000000',
	'1亿—4亿元': '21000000000',
	'1亿元以上': '13000000000',
}

const divisionNamesEn: Record<string, string> = {
	'990000': 'Shifan Province',
	'990100': 'Yunze',
	'990200': 'Beiyuan',
	'990300': 'Haijia',
	'990191': 'Yunze High-tech Zone',
	'990102': 'Linhu District',
	'990103': 'Donghe District',
	'990104': 'Nanta District',
	'990201': 'Hunjiang New Area',
	'990202': 'Xizhan District',
	'990203': 'Zhonghe District',
	'990301': 'Ganquan District',
	'990302': 'Hekou District',
	'990303': 'Jinwan District',
}

/** What the rest of the seed asks for: ids by the key of the office or of the reference organisation. */
export type SeededPeople = {
	organisation: Map<string, bigint>
	/** account ids by e-mail */
	account: Map<string, bigint>
}

type Row = Record<string, unknown>

/** Inserts rows given as JSON into a table and answers their ids in order. */
async function insertRows(client: ClientBase, table: string, rows: readonly Row[]): Promise<bigint[]> {
	const names = Object.keys(rows[0]!)
	const list = names.map((name) => `"${name}"`).join(', ')
	const { rows: made } = await client.query<{ id: string }>(
		`INSERT INTO "${table}" (${list}) SELECT ${list} FROM json_populate_recordset(NULL::"${table}", $1) RETURNING id`,
		[JSON.stringify(rows)],
	)
	return made.map((row) => BigInt(row.id))
}

/** Loads divisions of the fictional province. */
export async function seedDivisions(client: ClientBase): Promise<void> {
	for (const division of organisationsJson.divisions as { code: string; name: string; parent?: string }[]) {
		const level = division.code.endsWith('0000') ? 'province' : division.code.endsWith('00') ? 'city' : 'district'
		await client.query(
			`INSERT INTO division (code, name, name_en, level, parent_code) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			[
				division.code,
				division.name,
				divisionNamesEn[division.code] ?? division.name,
				level,
				division.parent ?? (level === 'city' ? '990000' : null),
			],
		)
	}
}

function enterpriseFactsOf(org: (typeof organisationsJson.organisations)[number]): Row {
	const revenue = revenueOfBand[org.revenueBand] ?? '1250000000'
	return {
		legalForm: 'legal_person',
		size: org.headcount <= 20 ? 'micro' : org.headcount <= 100 ? 'small' : 'medium',
		headcount: org.headcount,
		revenueFen: [revenue, revenue],
		registeredCapitalFen: '1000000000',
		establishedOn: `${org.establishedYear}-05-18`,
		sector: org.industry,
		titles: [
			{ code: 'tech_sme', years: [2025, 2026] },
			...(org.headcount > 40 ? [{ code: 'high_tech', years: [2024, 2025, 2026] }] : []),
		],
		badCredit: false,
		lastMajorAccidentOn: null,
		priorFunding: [],
		bannedUntil: null,
		incubator: org.headcount < 25 ? 'city' : null,
	}
}

/** Offices, enterprises and providers of the demo with their people, all verified, all marked demo. */
export async function seedOrganisations(client: ClientBase, year: number): Promise<SeededPeople> {
	const reference = organisationsJson.organisations
	const offices = demoOffices.map((office, index) => ({
		key: office.key as string,
		row: {
			number: publicNumber('organisation', year, index + 1),
			credit_code: demoCreditCode(office.kind === 'authority' ? '11' : '12', office.division, 900 + index),
			kind: office.kind as string,
			provider_kind: null as string | null,
			name: office.name as string,
			name_en: office.nameEn as string,
			division_code: office.division as string,
			address: null as string | null,
			contact_name: '演示联系人',
			contact_phone: '0000-12345678',
			facts: {} as Row,
			status: 'verified',
			verified_at: `${year - 1}-12-01T01:00:00Z`,
			is_demo: true,
			created_at: `${year - 1}-12-01T01:00:00Z`,
		},
	}))
	const members = reference.map((org, index) => ({
		key: org.id,
		row: {
			...offices[0]!.row,
			number: publicNumber('organisation', year, offices.length + index + 1),
			credit_code: org.unifiedSocialCreditCode,
			kind: org.role === 'provider' ? 'provider' : 'enterprise',
			provider_kind: org.role === 'provider' ? org.kind : null,
			name: org.name,
			name_en: null as unknown as string,
			division_code: org.divisionCode,
			address: `${org.city}${org.district}演示路 ${index + 1} 号`,
			contact_phone: `0000-1235${String(index + 1).padStart(4, '0')}`, // each its own: a shared one is a sign of a relation
			facts:
				org.role === 'provider'
					? { establishedOn: `${org.establishedYear}-05-18`, headcount: org.headcount, sector: org.industry }
					: enterpriseFactsOf(org),
		},
	}))
	const all = [...offices, ...members]
	const ids = await insertRows(
		client,
		'organisation',
		all.map(({ row }) => row),
	)
	const organisation = new Map(all.map(({ key }, index) => [key, ids[index]!]))
	await client.query(`SELECT setval('number_organisation', $1)`, [all.length])

	const people: { email: string; name: string; office: string; roles: readonly string[] }[] = [
		{ email: mailOf('admin', 'operator'), name: '平台运营（演示）', office: 'operator', roles: ['operator'] },
		{ email: mailOf('second', 'operator'), name: '平台运营二（演示）', office: 'operator', roles: ['operator'] },
	]
	for (const office of demoOffices)
		if (office.kind === 'authority')
			for (const desk of authorityDesks)
				people.push({ email: mailOf(desk.mail, office.key), name: desk.name, office: office.key, roles: desk.roles })
	for (const org of reference) {
		const [one, two, role] =
			org.role === 'provider' ? ['seller', 'seller2', 'provider'] : ['buyer', 'buyer2', 'enterprise']
		people.push({ email: mailOf(one!, org.id), name: '经办人（演示）', office: org.id, roles: [`${role}_admin`] })
		people.push({ email: mailOf(two!, org.id), name: '复核人（演示）', office: org.id, roles: [`${role}_admin`] })
	}
	const passwordHash = await hashPassword(demoPassword)
	const accountIds = await insertRows(
		client,
		'account',
		people.map(({ email, name }) => ({
			email,
			name,
			password_hash: passwordHash,
			locale: 'zh',
			created_at: `${year - 1}-12-01T01:00:00Z`,
		})),
	)
	const account = new Map(people.map(({ email }, index) => [email, accountIds[index]!]))
	const operatorId = account.get(mailOf('admin', 'operator'))!
	const secondId = account.get(mailOf('second', 'operator'))!
	for (const person of people)
		for (const role of person.roles)
			await client.query(
				`INSERT INTO membership (account_id, organisation_id, role, state, proposed_by_id, approved_by_id, created_at) VALUES ($1, $2, $3, 'active', $4, $5, $6)`,
				[
					account.get(person.email),
					organisation.get(person.office),
					role,
					operatorId,
					role === 'operator' ? null : secondId,
					`${year - 1}-12-01T01:00:00Z`,
				],
			)
	await client.query('UPDATE organisation SET verified_by_id = $1', [operatorId])
	await seedPayeeAccounts(client, organisation, account, year)
	return { organisation, account }
}

/** A confirmed payee account for every enterprise and provider, from an account range that no bank uses. */
async function seedPayeeAccounts(
	client: ClientBase,
	organisation: SeededPeople['organisation'],
	account: SeededPeople['account'],
	year: number,
) {
	let serial = 0
	for (const org of organisationsJson.organisations) {
		serial++
		const [one, two] = org.role === 'provider' ? ['seller', 'seller2'] : ['buyer', 'buyer2']
		await client.query(
			`INSERT INTO payee_account (number, organisation_id, account_name, account_no, bank_name, bank_code, state, proposed_by_id, confirmed_by_id, confirmed_at, created_at)
			 VALUES ($1, $2, $3, $4, '云泽演示银行', '990000000017', 'confirmed', $5, $6, $7, $7)`,
			[
				publicNumber('payee', year, serial),
				organisation.get(org.id),
				org.name,
				`9900${serial.toString().padStart(12, '0')}`,
				account.get(mailOf(one!, org.id)),
				account.get(mailOf(two!, org.id)),
				`${year - 1}-12-10T01:00:00Z`,
			],
		)
	}
	await client.query(`SELECT setval('number_payee', $1)`, [serial])
}
