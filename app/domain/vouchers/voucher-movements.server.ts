import type { Context } from '#app/domain/context.server.ts'
import { dayOf, shanghaiDay } from '#app/lib/time.ts'
import { freeSign, type MovementKind, movementKind } from './voucher.ts'

/** One movement of a voucher's money: the transfers of one command between the same two stages. */
export type Movement = {
	key: string
	at: Date
	kind: MovementKind
	/** change of the free balance, with its sign */
	changeFen: bigint
	amountFen: bigint
	/** free after it */
	freeFen: bigint
	orderNumber: string | null
	orderName: string | null
	orderNameEn: string | null
	claimNumber: string | null
	/** the transfers behind it: row number, source, amount */
	transfers: { id: bigint; sourceNo: number; amountFen: bigint }[]
}

type Voucher = {
	number: string
	grantedAt: Date
	entitlementId: bigint
	entitlement: { encumbrance: string; faceFen: bigint; useBy: Date | null }
}
type Raw = Omit<Movement, 'key' | 'kind' | 'changeFen' | 'freeFen' | 'transfers'> & {
	commandId: bigint
	action: string
	from: string
	to: string
	ids: bigint[]
	sources: number[]
	amounts: bigint[]
}

/**
 * Every movement of a voucher, newest first, with the free balance after each, reckoned back from the balance of today.
 * A year-end that carries it to the next fund changes nothing for its holder and is left out.
 * Where the fund is encumbered at the order, the quota itself is no money: its grant and its lapse come from the log.
 */
export async function voucherMovements(ctx: Context, voucher: Voucher, freeToday: bigint): Promise<Movement[]> {
	const rows = await ctx.db.$queryRaw<Raw[]>`
		SELECT c.id AS "commandId", c.action, c.at, t.from_stage::text AS "from", t.to_stage::text AS "to",
			sum(t.amount_fen)::bigint AS "amountFen", array_agg(t.id ORDER BY t.id) AS ids,
			array_agg(t.source_no::int ORDER BY t.id) AS sources, array_agg(t.amount_fen ORDER BY t.id) AS amounts,
			o.number AS "orderNumber", o.listing_snapshot ->> 'name' AS "orderName", o.listing_snapshot ->> 'nameEn' AS "orderNameEn",
			k.number AS "claimNumber"
		FROM transfer t JOIN command c ON c.id = t.command_id
		LEFT JOIN "order" o ON o.id = t.order_id LEFT JOIN claim k ON k.id = t.claim_id
		WHERE t.entitlement_id = ${voucher.entitlementId} AND t.to_stage <> 'carried_out' AND t.from_stage <> 'treasury'
		GROUP BY c.id, t.from_stage, t.to_stage, o.id, k.id ORDER BY min(t.id) DESC`
	const atOrder = voucher.entitlement.encumbrance !== 'grant'
	const quota = atOrder ? await quotaSteps(ctx, voucher) : []
	const all = [...rows, ...quota].sort((a, b) => b.at.getTime() - a.at.getTime() || Number(b.commandId - a.commandId))
	let free = freeToday
	return all.map((row) => {
		const kind = movementKind(row.from, row.to, row.action)
		const useBy = voucher.entitlement.useBy
		// where the order encumbers, a cut returns to the fund, and with it the quota is free again while it is valid
		const quotaBack = atOrder && kind === 'cut' && (!useBy || shanghaiDay(row.at) <= dayOf(useBy))
		const sign = quotaBack ? 1n : freeSign(kind, row.to)
		const changeFen = sign * row.amountFen
		const freeFen = free
		free -= changeFen
		const transfers = row.ids.map((id, index) => ({
			id,
			sourceNo: row.sources[index]!,
			amountFen: row.amounts[index]!,
		}))
		const { commandId, action: _action, from, to, ids: _ids, sources: _sources, amounts: _amounts, ...shown } = row
		return { ...shown, key: `${commandId}-${from}-${to}`, kind, changeFen, freeFen, transfers }
	})
}

const noTransfers = {
	orderNumber: null,
	orderName: null,
	orderNameEn: null,
	claimNumber: null,
	ids: [],
	sources: [],
	amounts: [],
}

/** Grant and lapse of a quota that is a ceiling and no money. */
async function quotaSteps(ctx: Context, voucher: Voucher): Promise<Raw[]> {
	const steps = await ctx.db.$queryRaw<{ commandId: bigint; action: string; at: Date; lapsed: bigint | null }[]>`
		SELECT id AS "commandId", action, at, coalesce(answer ->> 'lapsedFen', answer ->> 'voidedFen')::bigint AS lapsed FROM command
		WHERE subject = ${voucher.number} AND action IN ('voucher.granted', 'voucher.lapsed', 'voucher.voided') ORDER BY id`
	return steps.map(({ lapsed, ...step }) =>
		step.action === 'voucher.granted'
			? { ...noTransfers, ...step, from: 'available', to: 'granted', amountFen: voucher.entitlement.faceFen }
			: { ...noTransfers, ...step, from: 'granted', to: 'available', amountFen: lapsed ?? 0n },
	)
}
