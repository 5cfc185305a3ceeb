import { allCategories } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { memberOf } from '#app/domain/identity/policy.ts'
import { describeProgramme } from '#app/domain/programmes/describe-programme.ts'
import { yearOf } from '#app/domain/programmes/judge-dates.ts'
import { documentOf } from '#app/domain/programmes/programmes.server.ts'
import type { Locale } from '#app/lib/i18n.ts'
import { dayOf, shanghaiDay } from '#app/lib/time.ts'
import type { PlainOrder } from './claimable-orders.server.ts'

/** An order whose own claim is paid, under rules that reward the provider, and that is in no reward yet. */
export type RewardableOrder = PlainOrder & {
	programme: string
	programmeId: bigint
	versionId: bigint
	/** the fund the reward would be drawn on */
	fundId: bigint
	/** the year it counts to by the rules */
	year: number | null
}

/** Orders with the same key may stand in one reward: one programme version, fund and year. */
export const rewardKey = (order: RewardableOrder) => [order.versionId, order.fundId, order.year].join('-')

/** The most orders in one reward: as many lines as the rules take at once. */
export const rewardOrdersMost = 200

/**
 * The signed-in provider's orders it may be rewarded for, oldest first: supported under a programme whose rules reward
 * providers and paid out. The reward is drawn on the programme's fund of this year, or else the last one before it that
 * is open, of the authority that paid.
 */
export async function rewardableOrders(ctx: Context): Promise<RewardableOrder[]> {
	const rows = await readOrders(ctx)
	const versions = [...new Set(rows.map((row) => row.versionId))]
	const documents = new Map(await Promise.all(versions.map(async (id) => [id, await documentOf(ctx, id)] as const)))
	const at = shanghaiDay(ctx.now)
	return rows.map(({ invoiceOn, paidOn, ...order }) => {
		const dates = {
			...(order.contractOn ? { contractOn: dayOf(order.contractOn) } : {}),
			serviceOn: shanghaiDay(order.acceptedAt),
			...(invoiceOn ? { invoiceOn: dayOf(invoiceOn) } : {}),
			...(paidOn ? { paidOn: dayOf(paidOn) } : {}),
		}
		const facts = { step: 'claim', at, holder: 'provider', enterprise: {}, used: {} } as const
		return { ...order, year: yearOf(documents.get(order.versionId)!, facts, { dates }) }
	})
}

type Row = Omit<RewardableOrder, 'year'> & { invoiceOn: Date | null; paidOn: Date | null }

function readOrders(ctx: Context): Promise<Row[]> {
	const me = memberOf(ctx.actor).organisationId
	return ctx.db.$queryRaw<Row[]>`
		SELECT o.id, o.number, COALESCE(o.listing_snapshot ->> 'name', o.number) AS title, o.listing_snapshot ->> 'categoryId' AS "categoryId",
			e.name AS counterparty, o.enterprise_id AS "enterpriseId", p.name AS "providerName", trim(p.credit_code) AS "providerCode",
			o.contract_no AS "contractNo", o.contract_on AS "contractOn", o.report_no AS "reportNo", o.report_on AS "reportOn",
			o.accepted_at AS "acceptedAt", COALESCE(o.final_price_fen, o.price_fen) AS "priceFen",
			g.name AS programme, c.programme_id AS "programmeId", c.version_id AS "versionId", pays.id AS "fundId",
			(SELECT max(i.issued_on) FROM invoice i JOIN invoice_part ip ON ip.invoice_id = i.id WHERE ip.order_id = o.id) AS "invoiceOn",
			(SELECT max(paid_on) FROM own_payment WHERE order_id = o.id) AS "paidOn"
		FROM "order" o
		JOIN claimed_order k ON k.order_id = o.id
		JOIN claim c ON c.id = k.claim_id AND c.state = 'paid'
		JOIN programme_version v ON v.id = c.version_id AND v.document ? 'reward'
		JOIN programme g ON g.id = c.programme_id
		JOIN fund f ON f.id = c.fund_id
		JOIN organisation e ON e.id = o.enterprise_id
		JOIN organisation p ON p.id = o.provider_id
		JOIN LATERAL (SELECT x.id FROM fund x WHERE x.programme_id = c.programme_id AND x.authority_id = f.authority_id AND x.state = 'approved'
			AND x.budget_year <= ${Number(shanghaiDay(ctx.now).slice(0, 4))} ORDER BY x.budget_year DESC, x.id DESC LIMIT 1) pays ON true
		WHERE o.provider_id = ${me} AND o.state IN ('accepted', 'closed')
			AND NOT EXISTS (SELECT FROM rewarded_order w WHERE w.programme_id = c.programme_id AND w.order_id = o.id)
		ORDER BY o.accepted_at, o.id
		LIMIT 1000`
}

/** The orders a provider may be rewarded for, as they may stand together, with what the rules say of the reward; at most 200 in each. */
export async function rewardGroups(ctx: Context, locale: Locale) {
	const groups = new Map<string, RewardableOrder[]>()
	for (const order of await rewardableOrders(ctx))
		groups.set(rewardKey(order), [...(groups.get(rewardKey(order)) ?? []), order])
	if (groups.size === 0) return []
	const categories = await allCategories(ctx)
	const at = shanghaiDay(ctx.now)
	const categoryName = (id: string) => (locale === 'en' ? categories.get(id)?.nameEn : categories.get(id)?.name) ?? id
	const found = await Promise.all(
		[...groups].map(async ([key, orders]) => {
			const { year, versionId } = orders[0]!
			const document = await documentOf(ctx, versionId)
			const rules = describeProgramme(document, { locale, at, categoryName }).reward
			return rules
				? { key, programme: document.name[locale], year, rules, orders: orders.slice(0, rewardOrdersMost) }
				: null
		}),
	)
	return found.filter((group) => group !== null)
}
