import { askBeside, type Context, sharedRead } from '#app/domain/context.server.ts'
import { authorize } from '#app/domain/identity/policy.ts'
import { DomainError } from '#app/lib/errors.ts'
import { fen, type Money } from '#app/lib/money.ts'
import { dateOf, dayOf, type LocalDate, shanghaiDay } from '#app/lib/time.ts'
import type { Prisma } from '#app/platform/.server/prisma/client.ts'
import { type InstrumentClass, instrumentClass } from './instrument-class.ts'
import type { IntakeQuestion } from './intake.ts'
import { readQuestions } from './intake-forms.ts'
import {
	type ListingKind,
	type ListingState,
	type MarkKind,
	type MarkStanding,
	markStanding,
	type PriceUnit,
	type Standard,
} from './listing.ts'
import { type ListingDetails, readDetails } from './listing-details.ts'
import type { ListingDocument, ListingPhoto } from './listing-media.ts'
import { readDocuments, readPhotos } from './media-forms.ts'
import { type PriceTier, readTiers } from './price.ts'

export type ListedMark = { kind: MarkKind; number: string; scope: string; expiresOn: LocalDate } & MarkStanding
export type ListingProvider = {
	id: bigint
	number: string
	name: string
	nameEn: string | null
	kind: string | null
	divisionCode: string
	address: string | null
	isDemo: boolean
}

/** A listing with everything a page or a rule reads. */
export type ListingView = {
	id: bigint
	number: string
	reference: string | null
	kind: ListingKind
	categoryId: string
	name: string
	nameEn: string | null
	description: string
	descriptionEn: string | null
	/** tax-inclusive, per unit; null: on quotation */
	priceFen: Money | null
	priceUnit: PriceUnit
	/** lower unit prices by customer and quantity */
	priceTiers: PriceTier[]
	/** what its kind says besides */
	details: ListingDetails
	/** in the order shown; the first is the cover */
	photos: ListingPhoto[]
	documents: ListingDocument[]
	/** what whoever orders is asked */
	intake: IntakeQuestion[]
	/** in the national classification of large instruments */
	instrumentClass: InstrumentClass | null
	taxRateBp: number
	turnaroundDaysMin: number | null
	turnaroundDaysMax: number | null
	sampleRequirement: string
	deliverable: string
	instrumentModel: string | null
	standards: Standard[]
	aliases: string[]
	divisionCode: string
	state: ListingState
	stateReason: string | null
	versionNo: number
	publishedAt: Date | null
	updatedAt: Date
	createdById: bigint | null
	provider: ListingProvider
	marks: ListedMark[]
}

export const providerSelect = {
	select: {
		id: true,
		number: true,
		name: true,
		nameEn: true,
		providerKind: true,
		divisionCode: true,
		address: true,
		isDemo: true,
	},
} as const
export const withAll = { provider: providerSelect, marks: { orderBy: { id: 'asc' } } } as const

type Row = Prisma.ListingGetPayload<{ include: typeof withAll }>
type MarkRow = Pick<Row['marks'][number], 'kind' | 'number' | 'scope' | 'expiresOn'>
type Shown = Omit<Row, 'marks'> & { marks: readonly MarkRow[] }

const providerColumns = `'number', o.number, 'name', o.name, 'nameEn', o.name_en, 'providerKind', o.provider_kind, 'divisionCode', o.division_code,
	'address', o.address, 'isDemo', o.is_demo`
const markRows = `(SELECT coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'number', m.number, 'scope', m.scope,
	'expiresOn', m.expires_on) ORDER BY m.id), '[]') FROM qualification_mark m WHERE m.listing_id = l.id)`
const columns = `l.id::text, l.number, l.reference, l.provider_id::text AS "providerId", l.unit_id::text AS "unitId", l.kind, l.category_id AS "categoryId", l.name,
		l.name_en AS "nameEn", l.description, l.description_en AS "descriptionEn", l.price_fen::text AS "priceFen", l.price_unit AS "priceUnit", l.price_tiers AS "priceTiers", l.details, l.photos, l.documents, l.intake, l.instrument_class AS "instrumentClass",
		l.version_at AS "versionAt", l.changed_by_id::text AS "changedById", l.tax_rate_bp AS "taxRateBp",
		l.turnaround_days_min AS "turnaroundDaysMin", l.turnaround_days_max AS "turnaroundDaysMax", l.sample_requirement AS "sampleRequirement", l.deliverable,
		l.instrument_model AS "instrumentModel", l.standards, l.aliases, l.division_code AS "divisionCode", l.state, l.state_reason AS "stateReason",
		l.version_no AS "versionNo", l.created_by_id::text AS "createdById", l.reviewed_by_id::text AS "reviewedById", l.published_at AS "publishedAt",
		l.created_at AS "createdAt", l.updated_at AS "updatedAt", jsonb_build_object(${providerColumns}) AS provider, ${markRows} AS marks
		FROM listing l JOIN organisation o ON o.id = l.provider_id`
const listingsByNumber = { name: 'listings_by_number', text: `SELECT ${columns} WHERE l.number = ANY ($1::text[])` }
const listingsById = {
	name: 'published_listings_by_id',
	text: `SELECT ${columns} WHERE l.id = ANY ($1::bigint[]) AND l.state = 'published'`,
}
type AsText = 'id' | 'providerId' | 'unitId' | 'priceFen' | 'createdById' | 'changedById' | 'reviewedById'
type Moment = 'publishedAt' | 'createdAt' | 'updatedAt' | 'versionAt'
type TextRow = Omit<Row, AsText | Moment | 'provider' | 'marks'> &
	Record<AsText | Moment, string | null> & {
		provider: Omit<Row['provider'], 'id'>
		marks: (Omit<MarkRow, 'expiresOn'> & { expiresOn: string })[]
	}
const idOf = (text: string | null) => (text === null ? null : BigInt(text))

/** A listing of any state with its provider and marks, in one statement: everybody who buys asks for it. */
const findRow = sharedRead(async (ctx, numbers: readonly string[]): Promise<(Shown | null)[]> => {
	const rows = await askBeside<TextRow>(ctx, listingsByNumber, [[...new Set(numbers)]])
	const byNumber = new Map(rows.map((row) => [row.number, shownOf(row)]))
	return numbers.map((number) => byNumber.get(number) ?? null)
})

function shownOf(row: TextRow): Shown {
	const providerId = BigInt(row.providerId!)
	return {
		...row,
		id: BigInt(row.id!),
		providerId,
		unitId: idOf(row.unitId),
		priceFen: idOf(row.priceFen),
		createdById: idOf(row.createdById),
		changedById: idOf(row.changedById),
		versionAt: row.versionAt === null ? null : new Date(row.versionAt),
		reviewedById: idOf(row.reviewedById),
		publishedAt: row.publishedAt === null ? null : new Date(row.publishedAt),
		createdAt: new Date(row.createdAt!),
		updatedAt: new Date(row.updatedAt!),
		provider: { ...row.provider, id: providerId },
		marks: row.marks.map(markOf),
	}
}
const markOf = (mark: Omit<MarkRow, 'expiresOn'> & { expiresOn: string }): MarkRow => ({
	...mark,
	expiresOn: new Date(mark.expiresOn),
})

/** A row with its provider and marks as everybody reads it on a day. */
export function view(row: Shown, today: LocalDate): ListingView {
	const { marks, provider, unitId: _unit, reviewedById: _reviewer, createdAt: _made, ...bare } = row
	const { changedById: _changer, versionAt: _since, ...rest } = bare
	const { providerKind, ...seller } = provider
	return {
		...rest,
		kind: row.kind as ListingKind,
		priceUnit: row.priceUnit as PriceUnit,
		state: row.state as ListingState,
		priceFen: row.priceFen === null ? null : fen(row.priceFen),
		standards: row.standards as Standard[],
		priceTiers: readTiers(row.priceTiers),
		details: readDetails(row.details),
		photos: readPhotos(row.photos),
		documents: readDocuments(row.documents),
		intake: readQuestions(row.intake),
		instrumentClass: instrumentClass(row.instrumentClass),
		provider: { ...seller, kind: providerKind },
		marks: marks.map((mark) => {
			const expiresOn = dayOf(mark.expiresOn)
			return {
				kind: mark.kind as MarkKind,
				number: mark.number,
				scope: mark.scope,
				expiresOn,
				...markStanding(expiresOn, today),
			}
		}),
	}
}

/**
 * A published listing as anyone may read it: marks that have run out are left out.
 * Throws not_found; a listing that was public and is suspended is refused with order.listing_unavailable.
 */
export async function getListing(ctx: Context, number: string): Promise<ListingView> {
	const row = await findRow(ctx, number)
	if (!row || (row.state !== 'published' && row.state !== 'suspended')) throw new DomainError('not_found', { number })
	if (row.state === 'suspended') throw new DomainError('order.listing_unavailable', { number })
	const listing = view(row, shanghaiDay(ctx.now))
	return { ...listing, marks: listing.marks.filter((mark) => mark.standing !== 'expired') }
}

/** A listing as its provider or the operator reads it, in any state, with every mark. */
export async function getOwnListing(ctx: Context, number: string): Promise<ListingView> {
	const row = await findRow(ctx, number)
	if (!row) throw new DomainError('not_found', { number })
	const isOperator = ctx.actor.type === 'member' && ctx.actor.roles.includes('operator')
	authorize(ctx.actor, isOperator ? 'listing.review' : 'listing.edit', { providerId: row.providerId })
	return view(row, shanghaiDay(ctx.now))
}

export type ListingCard = Omit<
	ListingView,
	| 'description'
	| 'descriptionEn'
	| 'sampleRequirement'
	| 'deliverable'
	| 'priceTiers'
	| 'details'
	| 'photos'
	| 'documents'
	| 'intake'
	| 'instrumentClass'
> & { cover: ListingPhoto | null }

export const cardOf = ({
	description: _d,
	descriptionEn: _e,
	sampleRequirement: _s,
	deliverable: _o,
	priceTiers: _t,
	details: _f,
	documents: _g,
	intake: _q,
	instrumentClass: _c,
	photos: [cover],
	...card
}: ListingView): ListingCard => ({ ...card, cover: cover ?? null })

/** Published listings by id, in the order asked for, with their valid marks: what a page of search hits shows. */
export async function listingCards(ctx: Context, ids: readonly bigint[]): Promise<ListingCard[]> {
	if (ids.length === 0) return []
	const rows = await askBeside<TextRow>(ctx, listingsById, [ids.map(String)])
	const today = shanghaiDay(ctx.now)
	const byId = new Map(rows.map(shownOf).map((row) => [row.id, view(row, today)]))
	return ids.flatMap((id) => {
		const found = byId.get(id)
		return found ? [cardOf({ ...found, marks: found.marks.filter((mark) => mark.standing !== 'expired') })] : []
	})
}

/** Ids of published listings with a mark that ran out between two days (the first excluded): their documents change. */
export async function listingsWithMarksEnded(ctx: Context, after: LocalDate, until: LocalDate): Promise<bigint[]> {
	const rows = await ctx.db.qualificationMark.findMany({
		where: { expiresOn: { gte: dateOf(after), lt: dateOf(until) }, listing: { state: 'published' } },
		select: { listingId: true },
		distinct: ['listingId'],
	})
	return rows.map((row) => row.listingId)
}
