import { record } from '#app/domain/audit/audit.server.ts'
import { type Context, transact } from '#app/domain/context.server.ts'
import { authorize, memberOf } from '#app/domain/identity/policy.ts'
import { nextNumber } from '#app/domain/numbers.server.ts'
import { DomainError } from '#app/lib/errors.ts'
import { dateOf } from '#app/lib/time.ts'
import { allCategories, isLeaf } from './categories.server.ts'
import { writeChange } from './change-listing.server.ts'
import type { ListingEvent, ListingState, Mark, Standard } from './listing.ts'
import type { ListingDetails } from './listing-details.ts'
import type { ListingForm } from './listing-form.ts'
import { getOwnListing, type ListingView } from './listings.server.ts'
import { storedTiers } from './price.ts'

export type Saved = { number: string; state: ListingState }

/**
 * Keeps what a provider writes about a listing and returns its number and state. A new one becomes a draft. A published one stays
 * public when only price, days, samples or deliverable change; anything else it claims is reviewed again first.
 * Throws access.denied, identity.not_verified, state.changed_meanwhile, input.invalid for a category that is no leaf.
 */
export async function saveListing(ctx: Context, form: ListingForm): Promise<Saved> {
	const member = memberOf(ctx.actor)
	const before = form.number ? await getOwnListing(ctx, form.number) : null
	authorize(member, 'listing.edit', { providerId: before ? before.provider.id : member.organisationId })
	if (!member.isVerified) throw new DomainError('identity.not_verified')
	if (!isLeaf(await allCategories(ctx), form.categoryId))
		throw new DomainError('input.invalid', { field: 'categoryId' })
	if (before && form.version !== undefined && form.version !== before.versionNo)
		throw new DomainError('state.changed_meanwhile', { number: before.number })
	if (form.kind === 'bundle') await refuseOtherParts(ctx, member.organisationId, form)
	return before ? change(ctx, before, form) : transact(ctx, (tx) => create(tx, member, form))
}

/** A bundle is made of the provider's own public listings that are no bundles. Throws input.invalid. */
async function refuseOtherParts(ctx: Context, providerId: bigint, form: ListingForm): Promise<void> {
	const known = await ctx.db.listing.count({
		where: {
			number: { in: form.parts.map((part) => part.number) },
			providerId,
			state: 'published',
			kind: { not: 'bundle' },
		},
	})
	if (known !== form.parts.length) throw new DomainError('input.invalid', { field: 'parts' })
}

async function create(
	tx: Context,
	member: { organisationId: bigint; accountId: bigint; divisionCode: string },
	form: ListingForm,
) {
	const number = await nextNumber(tx, 'listing')
	await tx.db.listing.create({
		data: {
			...contentOf(form, null),
			number,
			providerId: member.organisationId,
			divisionCode: member.divisionCode,
			createdById: member.accountId,
			createdAt: tx.now,
			updatedAt: tx.now,
			marks: { create: form.marks.map(markData) },
		},
	})
	await record(tx, 'listing.saved', number, { name: form.name, state: 'draft' })
	return { number, state: 'draft' as const }
}

async function change(ctx: Context, before: ListingView, form: ListingForm): Promise<Saved> {
	const marksChanged = isDifferent(form.marks, before.marks.map(bareMark))
	const state = await writeChange(ctx, before, {
		event: changeEvent(before, form, marksChanged),
		data: () => ({ ...contentOf(form, before), ...(marksChanged ? { versionNo: before.versionNo + 1 } : {}) }),
		...(marksChanged ? { after: (tx) => writeMarks(tx, before, form) } : {}),
		details: { priceFen: form.price ?? null },
	})
	return { number: before.number, state }
}

async function writeMarks(tx: Context, before: ListingView, form: ListingForm) {
	await tx.db.qualificationMark.deleteMany({ where: { listingId: before.id } })
	await tx.db.qualificationMark.createMany({
		data: form.marks.map((mark) => ({ ...markData(mark), listingId: before.id })),
	})
}

/** Which event a change is: only money and logistics of a public listing may change without being read again. */
function changeEvent(before: ListingView, form: ListingForm, marksChanged: boolean): ListingEvent {
	if (before.state !== 'published') return 'save'
	const claims = (of: ListingForm | ListingView, standards: Standard[]) => [
		of.kind,
		of.categoryId,
		of.name,
		of.nameEn ?? '',
		of.description,
		of.aliases,
		of.instrumentModel ?? '',
		standards,
	]
	const classOf = form.kind === 'instrument' ? form.instrumentClass : ''
	return marksChanged ||
		classOf !== (before.instrumentClass?.code ?? '') ||
		isDifferent(detailsOf(form, before), before.details) ||
		isDifferent(claims(form, form.standards), claims(before, before.standards))
		? 'revise'
		: 'amend'
}

/** What the form says of its kind only; what came in with a file of equipment stays. */
function detailsOf(form: ListingForm, before: ListingView | null): ListingDetails {
	const { kind, maturity, handOver, rights, parts } = form
	if (kind === 'result' && maturity && handOver) return { result: { maturity, handOver, rights } }
	if (kind === 'expert')
		return { expert: { field: form.expertField, title: form.expertTitle, affiliation: form.expertAffiliation } }
	if (kind === 'bundle') return { parts }
	return before?.details.equipment ? { equipment: before.details.equipment } : {}
}

const isDifferent = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
const bareMark = ({ kind, number, scope, expiresOn }: Mark): Mark => ({ kind, number, scope, expiresOn })
const markData = ({ kind, number, scope, expiresOn }: Mark) => ({ kind, number, scope, expiresOn: dateOf(expiresOn) })

function contentOf(form: ListingForm, before: ListingView | null) {
	return {
		kind: form.kind,
		categoryId: form.categoryId,
		name: form.name,
		nameEn: form.nameEn || null,
		description: form.description,
		priceFen: form.price ?? null,
		priceUnit: form.priceUnit,
		priceTiers: storedTiers(form.tiers),
		details: detailsOf(form, before),
		taxRateBp: form.taxRateBp,
		turnaroundDaysMin: form.turnaroundDaysMin,
		turnaroundDaysMax: form.turnaroundDaysMax,
		sampleRequirement: form.sampleRequirement,
		deliverable: form.deliverable,
		instrumentModel: form.instrumentModel || null,
		instrumentClass: (form.kind === 'instrument' && form.instrumentClass) || null,
		standards: form.standards,
		aliases: form.aliases,
	}
}
