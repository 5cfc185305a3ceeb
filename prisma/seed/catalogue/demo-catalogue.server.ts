import type { ClientBase } from 'pg'
import { mailOf } from '#prisma/seed/accounts.ts'
import { seedCalendar } from '#prisma/seed/calendar.server.ts'
import { type SeededPeople, seedDivisions, seedOrganisations } from '#prisma/seed/organisations.server.ts'
import { seedCategories } from './categories.server.ts'
import { seedListings } from './listings.server.ts'
import organisationsJson from './organisations.json' with { type: 'json' }

/** The seed of the demo's listings: same seed, same listings. */
const seed = 2026

/** The demo's places, categories, calendar, organisations and listings: all that search looks at. Answers the number of listings. */
export async function seedCatalogue(
	client: ClientBase,
	{
		listings: count,
		isGrown = false,
		year,
		today,
	}: { listings: number; isGrown?: boolean; year: number; today: string },
) {
	await seedDivisions(client)
	await seedCategories(client)
	await seedCalendar(client)
	const people = await seedOrganisations(client, year)
	await client.query('BEGIN')
	const listings = await seedListings(client, {
		providers: offeringProviders(people),
		count,
		isGrown,
		seed,
		today,
		year,
		reviewedById: people.account.get(mailOf('admin', 'operator')) ?? null,
	})
	await client.query('COMMIT')
	return { people, listings }
}

const offeringProviders = (people: SeededPeople) =>
	organisationsJson.organisations
		.filter((org) => org.role === 'provider')
		.map((org) => ({
			id: people.organisation.get(org.id)!,
			key: org.id,
			name: org.name,
			kind: org.kind,
			divisionCode: org.divisionCode,
			categoryIds: org.categoryIds ?? [],
			qualifications: org.qualifications ?? [],
		}))
