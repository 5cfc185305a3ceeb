import { beforeAll, describe, expect, test } from 'vitest'
import { reviewListing } from '#app/domain/catalogue/review-listing.server.ts'
import { saveListing } from '#app/domain/catalogue/save-listing.server.ts'
import { submitListing } from '#app/domain/catalogue/submit-listing.server.ts'
import type { Member } from '#app/domain/identity/actor.ts'
import { changeAlert, stopAlert } from '#app/domain/searches/change-alert.server.ts'
import {
	clearRecentSearches,
	noteSearch,
	recentSearches,
	writeNotes,
} from '#app/domain/searches/recent-searches.server.ts'
import { saveSearch } from '#app/domain/searches/save-search.server.ts'
import { mostSaved, stopPurpose } from '#app/domain/searches/saved-search.ts'
import { ownSavedSearches } from '#app/domain/searches/saved-searches.server.ts'
import { pool, prisma } from '#app/platform/db.server.ts'
import { signatureOf } from '#app/platform/signing.server.ts'
import { savedQuery } from '#app/web/saved-query.ts'
import { readFilters } from '#app/web/service-filters.ts'
import { sendWaitingMail } from '#scripts/worker/mail.ts'
import { workOutbox } from '#scripts/worker/outbox.ts'
import { alertOf } from '#scripts/worker/search-alerts.ts'
import { listingInput, loadCatalogue } from '#tests/fixtures/catalogue.ts'
import { contextOf, makeMember, makeOrganisation } from '#tests/fixtures/people.ts'

let seller: Member
let operator: Member
let buyer: Member
beforeAll(async () => {
	await loadCatalogue(12)
	seller = await makeMember(await makeOrganisation('provider'), 'provider_admin')
	operator = await makeMember(await makeOrganisation('operator'), 'operator')
	buyer = await makeMember(await makeOrganisation('enterprise'), 'enterprise_admin')
})

async function publish(over: Record<string, unknown>): Promise<string> {
	const { number } = await saveListing(await contextOf(seller), listingInput(over))
	await submitListing(await contextOf(seller), number)
	await reviewListing(await contextOf(operator), number, { decision: 'publish' })
	while ((await workOutbox()) > 0);
	return number
}
const tell = async (alert: 'at_once' | 'daily') => alertOf(alert)(await contextOf())
const mailsOf = async (actor: Member) => {
	while ((await sendWaitingMail()) > 0);
	return prisma.mail.findMany({ where: { accountId: actor.accountId }, orderBy: { id: 'asc' } })
}

describe('alerts on saved searches', () => {
	test('a new listing that fits is mailed once, with a link that ends the alert; others and older ones are not', async () => {
		await publish({ name: '钛合金杯突试验（旧）' })
		await saveSearch(await contextOf(buyer), { name: '杯突', query: 'q=杯突试验', alert: 'at_once' })
		const fits = await publish({ name: '铝板杯突试验' })
		await publish({ name: '轴承钢夹杂物评级', aliases: '', standards: '', description: '显微镜下评定夹杂物。' })
		expect(await tell('daily')).toBe(0)
		expect((await Promise.all([tell('at_once'), tell('at_once')])).toSorted()).toEqual([0, 1])
		expect(await tell('at_once')).toBe(0)
		const [mail, ...others] = await mailsOf(buyer)
		expect(others).toEqual([])
		expect(mail).toMatchObject({ kind: 'new_listings', subject: '“杯突”有 1 项新服务' })
		expect(mail!.body).toContain(`/services/${fits}`)
		expect(mail!.body).not.toContain('旧')
		const link = new URL(/\S+\/saved-searches\/stop\?\S+/.exec(mail!.body!)![0])
		const [id, key] = [link.searchParams.get('search')!, link.searchParams.get('key')!]
		expect(await stopAlert(await contextOf(), id, signatureOf(stopPurpose, `${id}0`))).toBeNull()
		expect(await stopAlert(await contextOf(), `${id}0`, key)).toBeNull()
		expect(await stopAlert(await contextOf(), id, key)).toBe('杯突')
		await publish({ name: '铜板杯突试验' })
		expect(await tell('at_once')).toBe(0)
		// turned on again, it begins anew
		await changeAlert(await contextOf(buyer), { search: BigInt(id), alert: 'daily' })
		expect(await tell('daily')).toBe(0)
		await publish({ name: '镁板杯突试验' })
		await publish({ name: '钢板杯突试验', kind: 'service' })
		expect(await tell('at_once')).toBe(0)
		expect(await tell('daily')).toBe(1)
		expect((await mailsOf(buyer)).at(-1)!.subject).toBe('“杯突”有 2 项新服务')
	})

	test('filters count, a listing published again is not new, and a disabled account gets no mail', async () => {
		const reader = await makeMember(await makeOrganisation('enterprise'), 'enterprise_admin')
		await saveSearch(await contextOf(reader), { name: '便宜的', query: 'q=杯突&to=300.00', alert: 'at_once' })
		await publish({ name: '高端杯突试验', price: '5000.00' })
		expect(await tell('at_once')).toBe(0)
		const cheap = await publish({ name: '经济杯突试验', price: '80.00' })
		expect(await tell('at_once')).toBe(1)
		const { id } = await prisma.listing.findUniqueOrThrow({ where: { number: cheap } })
		await pool.query(`INSERT INTO outbox_event (topic, payload) VALUES ('listing.published', $1)`, [
			{ listingId: id.toString(), number: cheap },
		])
		while ((await workOutbox()) > 0);
		expect(await tell('at_once')).toBe(0)
		await prisma.account.update({ where: { id: reader.accountId }, data: { disabledAt: new Date() } })
		await publish({ name: '平价杯突试验', price: '90.00' })
		expect(await tell('at_once')).toBe(0)
		expect(await mailsOf(reader)).toHaveLength(1)
	})

	test('a search for what a voucher covers tells of listings that the enterprise’s own voucher pays for, and of no others', async () => {
		const enterprise = await makeOrganisation('enterprise')
		const reader = await makeMember(enterprise, 'enterprise_admin')
		await saveSearch(await contextOf(reader), { name: '可抵的', query: 'q=弯折试验&covered=1', alert: 'at_once' })
		const colleague = await makeMember(enterprise, 'enterprise_admin')
		await saveSearch(await contextOf(colleague), { name: '弯折', query: 'q=弯折试验', alert: 'at_once' })
		await publish({ name: '板材弯折试验' })
		// no voucher in hand, nothing is covered: only who did not ask for that is told
		expect(await tell('at_once')).toBe(1)
		expect(await mailsOf(reader)).toEqual([])
		expect(await mailsOf(colleague)).toHaveLength(1)
		expect(savedQuery(readFilters(new URLSearchParams('q=x&covered=1&sort=pay')))).toBe('q=x&covered=1')
	})

	test('one sees and changes one’s own alone, and may keep so many', async () => {
		const other = await makeMember(await makeOrganisation('enterprise'), 'enterprise_admin')
		const [own] = await ownSavedSearches(await contextOf(buyer))
		expect(await ownSavedSearches(await contextOf(other))).toEqual([])
		await expect(changeAlert(await contextOf(other), { search: BigInt(own!.id), alert: 'off' })).rejects.toMatchObject({
			code: 'not_found',
		})
		for (let n = 0; n < mostSaved; n++)
			await saveSearch(await contextOf(other), { name: `第${n}项`, query: `q=${n}`, alert: 'off' })
		await saveSearch(await contextOf(other), { name: '改名', query: 'q=1', alert: 'daily' })
		await expect(
			saveSearch(await contextOf(other), { name: '多一项', query: 'q=x', alert: 'off' }),
		).rejects.toMatchObject({ code: 'search.too_many' })
		expect(await ownSavedSearches(await contextOf(other))).toHaveLength(mostSaved)
	})
})

test('recent searches are kept newest first, each once, ten at most, and can be cleared', async () => {
	const ctx = await contextOf(buyer)
	for (const text of ['电镜', '盐雾', '电镜']) noteSearch(ctx, text)
	noteSearch(await contextOf(), 'visitor')
	await writeNotes()
	expect(await recentSearches(ctx)).toEqual(['电镜', '盐雾'])
	for (let n = 0; n < 12; n++) noteSearch(ctx, `第${n}`)
	await writeNotes()
	noteSearch(ctx, '盐雾')
	await writeNotes()
	expect(await recentSearches(ctx)).toEqual(['盐雾', ...Array.from({ length: 9 }, (_, n) => `第${11 - n}`)])
	await clearRecentSearches(ctx)
	expect(await recentSearches(ctx)).toEqual([])
})
