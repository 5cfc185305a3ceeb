/**
 * `npm run operator:create -- --name NAME --credit-code CODE --email MAIL [--divisions FILE.csv]`: prepares an empty database
 * for real use. Loads the category tree, the working-day calendar and the divisions of the file (code, name, name_en, level,
 * parent), makes the operator's organisation and its first account, and prints a password to be changed at first sign-in.
 */
import fs from 'node:fs'
import { parse } from 'csv-parse/sync'
import { creditCodeFault } from '#app/lib/credit-code.ts'
import { newToken } from '#app/lib/ids.ts'
import { withClient } from './db/roles.ts'
import { CannotRun, runScript } from './lib/command-line.ts'
import { withProduct } from './lib/product.ts'

await runScript({ options: ['name', 'credit-code', 'email', 'divisions'] }, async ({ options }) => {
	const { name, email } = options
	const creditCode = options['credit-code'] ?? ''
	if (!name || !email) throw new CannotRun('Give --name, --credit-code and --email of the operator.')
	if (creditCodeFault(creditCode)) throw new CannotRun('--credit-code is no valid unified social credit code.')
	const divisions = options.divisions ? readDivisions(options.divisions) : []
	return withProduct({ demo: false }, async (database) => {
		const { hashPassword } = await import('#app/domain/identity/password.server.ts')
		const { seedCategories } = await import('#prisma/seed/catalogue/categories.server.ts')
		const { seedCalendar } = await import('#prisma/seed/calendar.server.ts')
		const password = newToken().slice(0, 20)
		const passwordHash = await hashPassword(password)
		await withClient(database.ownerUrl, async (client) => {
			const { rows } = await client.query<{ any: boolean }>('SELECT EXISTS (SELECT FROM organisation) AS any')
			if (rows[0]?.any) throw new CannotRun('The database already has organisations; the operator is made first.')
			await client.query('BEGIN')
			await seedCategories(client)
			await seedCalendar(client)
			for (const row of divisions)
				await client.query(
					'INSERT INTO division (code, name, name_en, level, parent_code) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
					[row.code, row.name, row.name_en, row.level, row.parent || null],
				)
			await client.query(
				`WITH o AS (INSERT INTO organisation (number, credit_code, kind, name, division_code, status, verified_at)
						VALUES ('JG-' || to_char(now(), 'YYYY') || '-' || lpad(nextval('number_organisation')::text, 6, '0'), $1, 'operator', $2, $3, 'verified', now()) RETURNING id),
					a AS (INSERT INTO account (email, name, password_hash) VALUES (lower($4), $2, $5) RETURNING id)
				INSERT INTO membership (account_id, organisation_id, role, state) SELECT a.id, o.id, 'operator', 'active' FROM a, o`,
				[creditCode, name, creditCode.slice(2, 8), email, passwordHash],
			)
			await client.query('COMMIT')
		})
		return {
			ok: true,
			answer: { email, divisions: divisions.length },
			text: `Operator ${email} is ready; password ${password} (change it under "My account").`,
		}
	})
})

type DivisionRow = { code: string; name: string; name_en: string; level: string; parent: string }

function readDivisions(file: string): DivisionRow[] {
	const rows = parse(fs.readFileSync(file, 'utf8'), { columns: true, bom: true, trim: true }) as DivisionRow[]
	const wrong = rows.findIndex(
		(row) => !/^\d{6}$/.test(row.code) || !row.name || !/^(province|city|district)$/.test(row.level),
	)
	if (wrong >= 0)
		throw new CannotRun(
			`Line ${wrong + 2} of ${file} is no division: code (6 digits), name, name_en, level (province, city, district), parent.`,
		)
	return rows
}
