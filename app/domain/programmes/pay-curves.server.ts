import type { Context } from '#app/domain/context.server.ts'
import type { ClassPrices, PayPiece } from '#app/lib/pay-pieces.ts'
import { askedOf, type Buyer, capsOf, noteCapKeys } from './buyer.server.ts'
import { capKeysFor } from './cap-keys.ts'
import { type AskedRules, offerCurve, type Stretch, wayText } from './pay-curve.ts'
import type { ProgrammeDocument } from './programme-document.ts'
import { openRounds } from './rounds.server.ts'
import { type ClassFacts, classFactsOf, classKeyOf, countsProviders, readsOf } from './subsidy-class.ts'
import { type Classes, type SubsidyClass, subsidyClasses } from './subsidy-classes.server.ts'
import { typicalEnterprise } from './typical-enterprise.ts'

/** What all listings cost one buyer, by class and price. */
export type SubsidyCurves = {
	/** a voucher in hand pays a part there (for visitors: an open programme would) */
	covered: ClassPrices[]
	/** what stays with the buyer of the price in the end, the best offer taken */
	pay: PayPiece[]
	/** where no curve could be drawn: such listings have to be reckoned one by one */
	open: ClassPrices[]
	/** for nobody in particular: a typical enterprise, the best open programme */
	isIndicative: boolean
}

type Named = { rules: AskedRules; reads: ReadonlySet<string>; isByProvider: boolean }
type Segment = ClassPrices & { stretches: { stretch: Stretch; isEstimate: boolean }[] }

/** Visitors' curves are drawn anew this often; an enterprise's as soon as anything changes that they rest on. */
const keptForMs = 30_000
const mostKept = 500
const kept = new Map<string, { at: number; curves: SubsidyCurves }>()
const readsKept = new WeakMap<ProgrammeDocument, ReadonlySet<string>>()

function readsOfOne(document: ProgrammeDocument): ReadonlySet<string> {
	let reads = readsKept.get(document)
	if (!reads) {
		reads = new Set(readsOf([document]))
		readsKept.set(document, reads)
	}
	return reads
}

const text = (value: unknown) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part))

/**
 * What listings cost an enterprise under its vouchers and the open rounds. Kept, and drawn anew as soon as anything changes
 * that it rests on: vouchers, caps, rules, facts, classes, the day. `caps`: the counters read for it.
 */
export async function subsidyCurves(
	ctx: Context,
	buyer: Buyer,
): Promise<SubsidyCurves & Required<Pick<Buyer, 'caps'>>> {
	const classes = await subsidyClasses(ctx)
	const asked = askedOf({ step: 'order' as const, at: buyer.at, enterprise: buyer.enterprise }, buyer)
	const keys = asked.flatMap(({ document, facts }) => capKeysFor(document, facts))
	noteCapKeys(buyer, keys)
	const caps = await capsOf(ctx, buyer, keys)
	const used = Object.fromEntries(keys.flatMap((key) => (key in caps.used ? [[key, caps.used[key]!]] : [])))
	const rests = text([asked.map(({ versionId, facts, voucher }) => [versionId, facts, voucher?.number]), used])
	const curves = remembered(`${rests}|${classes.version}`, Number.POSITIVE_INFINITY, () =>
		drawn(
			classes,
			asked.map(({ document, facts, voucher }) => ({
				document,
				isEstimate: voucher === null,
				facts: { ...facts, used },
			})),
			false,
		),
	)
	return { ...curves, caps }
}

/** What listings would cost a typical enterprise under the open programmes: indicative, the same for every visitor. */
export async function indicativeCurves(ctx: Context, at: Buyer['at']): Promise<SubsidyCurves> {
	const known = kept.get(`visitor ${at}`)
	if (known && Date.now() - known.at < keptForMs) return known.curves
	const [classes, rounds] = await Promise.all([subsidyClasses(ctx), openRounds(ctx)])
	return remembered(`visitor ${at}`, keptForMs, () =>
		drawn(
			classes,
			rounds.flatMap((round) => {
				const { document } = round
				const enterprise = typicalEnterprise(document, at)
				const nobody = { at, enterprise, vouchers: [], rounds: [round], documents: new Map() }
				return askedOf({ step: 'order' as const, at, enterprise }, nobody).map(({ facts }) => ({
					document,
					isEstimate: true,
					facts,
				}))
			}),
			true,
		),
	)
}

function remembered(key: string, forMs: number, draw: () => SubsidyCurves): SubsidyCurves {
	const known = kept.get(key)
	if (known && Date.now() - known.at < forMs) return known.curves
	const curves = draw()
	if (kept.size >= mostKept) kept.clear()
	kept.set(key, { at: Date.now(), curves })
	return curves
}

function drawn({ all, reads }: Classes, asked: readonly AskedRules[], isIndicative: boolean): SubsidyCurves {
	const named = asked.map((rules): Named => {
		const own = readsOfOne(rules.document)
		return { rules, reads: own, isByProvider: countsProviders([...own]) }
	})
	const curves: SubsidyCurves = { covered: [], pay: [], open: [], isIndicative }
	// classes made before these rules were published may hold too little
	const isCurrent = named.every(({ reads: own }) => [...own].every((word) => reads.has(word)))
	if (!isCurrent) return { ...curves, open: [{ classes: [0, ...all.map(({ id }) => id)], fromFen: 1n, toFen: null }] }
	const drawnOnce = new Map<string, Stretch[]>()
	const stretchesOf = ({ rules, reads: own, isByProvider }: Named, place: number, facts: ClassFacts): Stretch[] => {
		const seen = classFactsOf(facts, own)
		const key = `${place} ${classKeyOf(seen)}`
		let found = drawnOnce.get(key)
		if (!found) {
			found = offerCurve(rules, seen)
			// the caps of a provider are known only with the provider
			if (isByProvider) found = found.map((one) => ({ ...one, isKnown: one.isKnown && one.way === null }))
			drawnOnce.set(key, found)
		}
		return found
	}
	for (const segment of alike(all, (facts) => segmentsOf(named, (one, place) => stretchesOf(one, place, facts))))
		put(curves, segment, isIndicative)
	return curves
}

/** Classes whose segments are the same as one. */
function alike(
	all: readonly SubsidyClass[],
	segmentsFor: (facts: ClassFacts) => Omit<Segment, 'classes'>[],
): Segment[] {
	const groups = new Map<string, { segment: Omit<Segment, 'classes'>; classes: number[] }>()
	for (const { id, facts } of all)
		for (const segment of segmentsFor(facts)) {
			const key = `${segment.fromFen}-${segment.toFen} ${segment.stretches
				.map(({ stretch, isEstimate }) => `${isEstimate}${stretch.isKnown}${wayText(stretch.way)}`)
				.join('|')}`
			const group = groups.get(key)
			if (group) group.classes.push(id)
			else groups.set(key, { segment, classes: [id] })
		}
	return [...groups.values()].map(({ segment, classes }) => ({ ...segment, classes }))
}

/** The curves of all programmes laid over each other: cut wherever one of them is. */
function segmentsOf(named: readonly Named[], stretchesOf: (one: Named, place: number) => Stretch[]) {
	const curves = named.map((one, place) => ({ isEstimate: one.rules.isEstimate, stretches: stretchesOf(one, place) }))
	const cuts = [...new Set([1n, ...curves.flatMap(({ stretches }) => stretches.map(({ fromFen }) => fromFen))])]
	cuts.sort((a, b) => (a < b ? -1 : 1))
	return cuts.map((fromFen, i): Omit<Segment, 'classes'> => {
		const next = cuts[i + 1]
		return {
			fromFen,
			toFen: next === undefined ? null : next - 1n,
			stretches: curves.map(({ isEstimate, stretches }) => ({
				isEstimate,
				stretch: stretches.findLast((stretch) => stretch.fromFen <= fromFen)!,
			})),
		}
	})
}

/** The best offer of a segment, as `bestOffer` chooses: a voucher in hand that pays before an estimate, then the most. */
function put(curves: SubsidyCurves, { stretches, classes, fromFen, toFen }: Segment, isIndicative: boolean) {
	const range = { classes, fromFen, toFen }
	const waysOf = (isEstimate: boolean) =>
		stretches.flatMap((one) => (one.isEstimate === isEstimate && one.stretch.way !== null ? [one.stretch.way] : []))
	const inHand = waysOf(false)
	const given = inHand.length > 0 ? inHand : waysOf(true)
	const ways = [...new Map(given.map((way) => [wayText(way), way])).values()]
	const isKnown = stretches.every(({ stretch }) => stretch.isKnown)
	if (!isKnown) curves.open.push(range)
	curves.pay.push({ ...range, ways: isKnown ? ways : [] })
	if (isKnown && (isIndicative ? ways : inHand).length > 0) curves.covered.push(range)
}
