import { askBeside, type Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { usedCaps, usedCapsBeside } from './cap-usage.server.ts'
import type { EnterpriseFacts } from './enterprise-facts.ts'
import type { Facts } from './facts.ts'
import { enterpriseFacts } from './known-facts.server.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { documentsOf } from './programmes.server.ts'
import { type OpenRound, openRounds, roundFacts } from './rounds.server.ts'

/** A voucher an enterprise could use for this order. */
export type UsableVoucher = {
	id: bigint
	number: string
	freeFen: Money
	/** an order holds a part of it or has used one */
	isUsed: boolean
	useBy: LocalDate | null
	redeemBy: LocalDate | null
}

/** What is known of whoever buys: facts, vouchers with something left, and the rounds open to anyone. */
export type Buyer = {
	at: LocalDate
	/** null: a visitor */
	enterpriseId?: bigint | null
	enterprise: EnterpriseFacts
	vouchers: Awaited<ReturnType<typeof readVouchers>>
	rounds: readonly OpenRound[]
	/** the rules of the vouchers, by version */
	documents: ReadonlyMap<bigint, ProgrammeDocument>
	/** counters read before for this buyer, and what was drawn on them: they are not read again */
	caps?: { keys: ReadonlySet<string>; used: Record<string, Money> }
}

/** Reads a buyer: an enterprise, or a visitor (null) who may have said where its enterprise is. Throws not_found. */
export async function readBuyer(ctx: Context, enterpriseId: bigint | null, division?: string): Promise<Buyer> {
	const [enterprise, vouchers, rounds, caps] = await Promise.all([
		enterpriseId === null ? ({ division } as EnterpriseFacts) : readEnterprise(ctx, enterpriseId),
		enterpriseId === null ? [] : readVouchers(ctx, enterpriseId),
		openRounds(ctx),
		enterpriseId === null ? undefined : readCaps(ctx, enterpriseId),
	])
	const documents = await documentsOf(
		ctx,
		vouchers.map((voucher) => voucher.versionId),
	)
	return { at: shanghaiDay(ctx.now), enterpriseId, enterprise, vouchers, rounds, documents, ...(caps && { caps }) }
}

/** The counters an enterprise's curves rested on last: likely the same again, and then they are read with the rest. */
const keysAskedLast = new Map<bigint, readonly string[]>()
const mostEnterprises = 1_000

export function noteCapKeys({ enterpriseId }: Pick<Buyer, 'enterpriseId'>, keys: readonly string[]): void {
	if (!enterpriseId) return
	if (keysAskedLast.size >= mostEnterprises) keysAskedLast.clear()
	keysAskedLast.set(enterpriseId, [...new Set(keys)])
}

async function readCaps(ctx: Context, enterpriseId: bigint): Promise<Buyer['caps']> {
	const keys = keysAskedLast.get(enterpriseId)
	return keys && { keys: new Set(keys), used: await usedCapsBeside(ctx, keys) }
}

/** What to ask of which rules: the vouchers in hand, and open programmes without one. */
export function askedOf<Known extends Omit<Facts, 'used'>>(
	shared: Known,
	{ at, vouchers, rounds, documents }: Buyer,
): Asked<Known>[] {
	return [
		...vouchers.map(({ programmeNumber, versionId, ...voucher }) => ({
			programmeNumber,
			versionId,
			voucher,
			roundNumber: null,
			document: documents.get(versionId)!,
			facts: {
				...shared,
				voucher: { freeFen: voucher.freeFen, isUsed: voucher.isUsed, useBy: voucher.useBy ?? undefined },
				used: {},
			},
		})),
		...rounds
			.filter((round) => !vouchers.some((voucher) => voucher.programmeNumber === round.programmeNumber))
			.filter((round) =>
				round.document.grant.object === 'none' ? round.serviceFrom <= at && at <= round.serviceUntil : round.isOpen,
			)
			.map((round) => ({
				programmeNumber: round.programmeNumber,
				versionId: round.versionId,
				voucher: null,
				roundNumber: round.number,
				document: round.document,
				facts: { ...shared, round: roundFacts(round), fund: { yearFen: round.fundYearFen }, used: {} },
			})),
	]
}

/** One programme to be asked, with the voucher or the round that it is asked for. */
export type Asked<Known extends Omit<Facts, 'used'> = Omit<Facts, 'used'>> = {
	programmeNumber: string
	versionId: bigint
	voucher: UsableVoucher | null
	roundNumber: string | null
	document: ProgrammeDocument
	facts: Known & Pick<Facts, 'voucher' | 'round' | 'fund' | 'used'>
}

type OrganisationRow = { number: string; divisionCode: string; facts: unknown }
const organisationById = {
	name: 'organisation_facts_by_id',
	text: 'SELECT number, division_code AS "divisionCode", facts FROM organisation WHERE id = $1::bigint',
}

async function readEnterprise(ctx: Context, id: bigint): Promise<EnterpriseFacts> {
	const [organisation] = await askBeside<OrganisationRow>(ctx, organisationById, [id.toString()])
	if (!organisation) throw new DomainError('not_found', { id })
	return enterpriseFacts(organisation)
}

type VoucherRow = {
	id: string
	number: string
	programmeNumber: string
	versionId: string
	freeFen: string
	isUsed: boolean
	useBy: LocalDate | null
	redeemBy: LocalDate | null
}

/** Active vouchers with something left on them, the one that ends first before the others. */
async function readVouchers(ctx: Context, enterpriseId: bigint) {
	const rows = await askBeside<VoucherRow>(ctx, vouchersInHand, [enterpriseId.toString()])
	return rows.map((row) => ({
		...row,
		id: BigInt(row.id),
		versionId: BigInt(row.versionId),
		freeFen: fen(BigInt(row.freeFen)),
	}))
}

const vouchersInHand = {
	name: 'vouchers_in_hand',
	text: `SELECT v.id::text, v.number, p.number AS "programmeNumber", v.version_id::text AS "versionId",
			e.use_by::text AS "useBy", e.redeem_by::text AS "redeemBy",
			sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen)::text AS "freeFen",
			voucher_is_used(e.id, NULL) AS "isUsed"
		FROM voucher v
		JOIN programme p ON p.id = v.programme_id
		JOIN entitlement e ON e.id = v.entitlement_id
		JOIN entitlement_source s ON s.entitlement_id = e.id
		WHERE v.enterprise_id = $1::bigint AND v.state = 'active'
		GROUP BY v.id, v.number, p.number, v.version_id, e.id, e.use_by, e.redeem_by
		HAVING sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen) > 0
		ORDER BY e.use_by NULLS LAST, v.id`,
}

/** What has been drawn on these counters, those the buyer brings along not read again. */
export async function capsOf(
	ctx: Context,
	{ caps }: Pick<Buyer, 'caps'>,
	keys: readonly string[],
): Promise<NonNullable<Buyer['caps']>> {
	const missing = keys.filter((key) => !caps?.keys.has(key))
	return {
		keys: new Set([...(caps?.keys ?? []), ...missing]),
		used: { ...caps?.used, ...(await usedCaps(ctx, missing)) },
	}
}
