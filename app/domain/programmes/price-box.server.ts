import { allCategories } from '#app/domain/catalogue/categories.server.ts'
import type { Context } from '#app/domain/context.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money, subtract } from '#app/lib/money.ts'
import { dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import { capKeysFor } from './cap-keys.ts'
import { usedCaps } from './cap-usage.server.ts'
import type { Words } from './document-parts.ts'
import type { EnterpriseFacts } from './enterprise-facts.ts'
import { estimate, evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Facts } from './facts.ts'
import { enterpriseFacts, listingFacts, providerFacts } from './known-facts.server.ts'
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

/** What one programme makes of a purchase: decided on a voucher in hand, or estimated for who has none yet. */
export type PriceOffer = {
	programmeNumber: string
	programmeName: Words
	/** words of each paying source, by the code of the evaluation's split */
	payers: { code: string; name: Words }[]
	mode: 'deduct' | 'reimburse'
	/** no voucher: pay, then claim */
	claimOnly: boolean
	versionId: bigint
	/** the round to apply in (or to claim in), when one is open */
	roundNumber: string | null
	voucher: UsableVoucher | null
	/** event by which the voucher must have been used */
	useByEvent: 'order' | 'contract' | 'acceptance' | 'invoice' | null
	/** usual working days from claim to payment, when the rules say so */
	payoutWorkingDays: number | null
	/** an estimate rests on premises (reasons with verdict info); only a decision can be ordered on */
	isEstimate: boolean
	evaluation: Evaluation
	/** what the enterprise transfers to the provider */
	payNowFen: Money
	/** what comes back to it later (reimburse mode) */
	comesBackFen: Money
}

export type PriceQuestion = {
	listing: {
		categoryId: string
		priceFen: bigint | null
		taxRateBp: number
		provider: { number: string; divisionCode: string; kind: string | null }
		marks: readonly { kind: string; expiresOn: LocalDate }[]
	}
	quantity: number
	/** the signed-in enterprise; null for a visitor */
	enterpriseId: bigint | null
	/** where a visitor's enterprise is registered, when it has said so */
	division?: string
}
export type PriceBox = { priceFen: Money | null; offers: PriceOffer[] }

/**
 * What a purchase costs under every programme that may pay for it: first the enterprise's vouchers, then open programmes
 * it has none of. For a visitor everything is an estimate. Without a price nothing is reckoned. Throws not_found.
 */
export async function priceBox(ctx: Context, { listing, ...buyer }: PriceQuestion): Promise<PriceBox> {
	const [box] = await priceBoxes(ctx, { listings: [listing], ...buyer })
	return box!
}

/** The price boxes of several listings for one buyer, in their order: what is known of the buyer is read once. */
export async function priceBoxes(
	ctx: Context,
	{
		listings,
		quantity,
		enterpriseId,
		division,
	}: Omit<PriceQuestion, 'listing'> & { listings: readonly PriceQuestion['listing'][] },
): Promise<PriceBox[]> {
	if (listings.every((listing) => listing.priceFen === null))
		return listings.map(() => ({ priceFen: null, offers: [] }))
	const at = shanghaiDay(ctx.now)
	const [enterprise, vouchers, rounds, categories] = await Promise.all([
		enterpriseId === null ? ({ division } as EnterpriseFacts) : readEnterprise(ctx, enterpriseId),
		enterpriseId === null ? [] : readVouchers(ctx, enterpriseId),
		openRounds(ctx),
		allCategories(ctx),
	])
	const documents = await documentsOf(
		ctx,
		vouchers.map((voucher) => voucher.versionId),
	)
	const boxes = listings.map((listing) => {
		if (listing.priceFen === null) return { priceFen: null, asked: [] }
		const priceFen = fen(listing.priceFen * BigInt(quantity))
		const { kind, ...provider } = listing.provider
		const shared = {
			step: 'order' as const,
			at,
			enterprise,
			provider: providerFacts(
				{ ...provider, providerKind: kind, status: 'verified' },
				{ marks: listing.marks, on: at },
			),
			service: listingFacts(listing, categories, quantity),
			money: { contractFen: priceFen, taxRateBp: listing.taxRateBp },
		}
		return { priceFen, asked: askedOf(shared, at, vouchers, rounds, documents) }
	})
	const used = await usedCaps(
		ctx,
		boxes.flatMap(({ asked }) => asked.flatMap(({ document, facts }) => capKeysFor(document, facts))),
	)
	return boxes.map(({ priceFen, asked }) => ({
		priceFen,
		offers:
			priceFen === null ? [] : asked.map((entry) => offerOf({ ...entry, facts: { ...entry.facts, used } }, priceFen)),
	}))
}

/** What to ask of which rules: the vouchers in hand, and open programmes without one. */
function askedOf(
	shared: Omit<Facts, 'used'>,
	at: LocalDate,
	vouchers: Awaited<ReturnType<typeof readVouchers>>,
	rounds: readonly OpenRound[],
	documents: ReadonlyMap<bigint, ProgrammeDocument>,
): Asked[] {
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
			} satisfies Facts,
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
				facts: { ...shared, round: roundFacts(round), fund: { yearFen: round.fundYearFen }, used: {} } satisfies Facts,
			})),
	]
}

type Asked = {
	programmeNumber: string
	versionId: bigint
	voucher: UsableVoucher | null
	roundNumber: string | null
	document: ProgrammeDocument
	facts: Facts
}

function offerOf({ document, facts, ...about }: Asked, priceFen: Money): PriceOffer {
	const isEstimate = about.voucher === null
	const evaluation = isEstimate ? estimate(document, facts) : evaluate(document, facts)
	const { mode } = document.process.paymentMode
	const deducted = mode === 'deduct' ? evaluation.amountFen : fen(0)
	return {
		...about,
		programmeName: document.name,
		payers: document.payers.map(({ code, name }) => ({ code, name })),
		mode,
		claimOnly: document.grant.object === 'none',
		useByEvent: document.grant.useBy?.event ?? null,
		payoutWorkingDays: document.process.payoutDays?.workingDays ?? null,
		isEstimate,
		evaluation,
		payNowFen: subtract(priceFen, deducted),
		comesBackFen: mode === 'reimburse' ? evaluation.amountFen : fen(0),
	}
}

async function readEnterprise(ctx: Context, id: bigint): Promise<EnterpriseFacts> {
	const organisation = await ctx.db.organisation.findUnique({
		where: { id },
		select: { number: true, divisionCode: true, facts: true },
	})
	if (!organisation) throw new DomainError('not_found', { id })
	return enterpriseFacts(organisation)
}

type VoucherRow = {
	id: bigint
	number: string
	programmeNumber: string
	versionId: bigint
	freeFen: bigint
	isUsed: boolean
	useBy: Date | null
	redeemBy: Date | null
}

/** Active vouchers with something left on them, the one that ends first before the others. */
async function readVouchers(ctx: Context, enterpriseId: bigint) {
	const rows = await ctx.db.$queryRaw<VoucherRow[]>`
		SELECT v.id, v.number, p.number AS "programmeNumber", v.version_id AS "versionId", e.use_by AS "useBy", e.redeem_by AS "redeemBy",
			sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen)::bigint AS "freeFen",
			voucher_is_used(e.id, NULL) AS "isUsed"
		FROM voucher v
		JOIN programme p ON p.id = v.programme_id
		JOIN entitlement e ON e.id = v.entitlement_id
		JOIN entitlement_source s ON s.entitlement_id = e.id
		WHERE v.enterprise_id = ${enterpriseId} AND v.state = 'active'
		GROUP BY v.id, v.number, p.number, v.version_id, e.id, e.use_by, e.redeem_by
		HAVING sum(s.face_fen - s.held_fen - s.redeemed_fen - s.lapsed_fen - s.voided_fen) > 0
		ORDER BY e.use_by NULLS LAST, v.id`
	return rows.map((row) => ({
		...row,
		freeFen: fen(row.freeFen),
		useBy: row.useBy && dayOf(row.useBy),
		redeemBy: row.redeemBy && dayOf(row.redeemBy),
	}))
}
