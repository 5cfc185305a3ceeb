import { Form } from '@remix-run/react'
import { useFrame } from '#app/components/frame/frame-data.ts'
import { Amount } from '#app/components/ui/amount.tsx'
import { BlockedButton, Button, LinkButton } from '#app/components/ui/button.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Panel } from '#app/components/ui/section.tsx'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import { bestOffer } from '#app/domain/programmes/best-offer.ts'
import type { PriceBox as Box, PriceOffer } from '#app/domain/programmes/price-box.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths, signInPath } from '#app/web/paths.ts'
import { PriceBox, Why } from './price-box.tsx'
import { useCatalogueWords } from './words.ts'

export type Buyer = {
	quantity: number
	/** a visitor's own district, when it has said so */
	division: string | null
	/** districts a visitor may choose from */
	districts: { code: string; name: string; nameEn: string }[]
}

type PanelProps = { listing: ListingView; box: Box; buyer: Buyer }

/** The money column of a listing: how much and who pays, for the reader's own enterprise or, for others, roughly. */
export function PricePanel({ listing, box, buyer }: PanelProps) {
	const { t, unitOf, locale } = useCatalogueWords()
	const actor = useFrame()?.actor ?? null
	const best = bestOffer(box.offers)
	const others = box.offers.filter((offer) => offer !== best)
	const isVisitor = actor?.kind !== 'enterprise'
	return (
		<Panel
			title={t('catalogue.box_title')}
			aside={
				listing.priceFen === null
					? null
					: t('catalogue.amount_of', { n: buyer.quantity, unit: unitOf(listing.priceUnit) })
			}
			sticky
		>
			<div className="stack">
				{listing.priceFen === null ? null : <Ask listing={listing} buyer={buyer} withDistrict={isVisitor} />}
				{isVisitor && best ? <p className="small dim">{t('catalogue.indicative_note')}</p> : null}
				{box.priceFen === null ? (
					<NoteBox title={t('catalogue.quote_only')}>{t('catalogue.quote_box')}</NoteBox>
				) : best ? (
					<PriceBox listing={listing} quantity={buyer.quantity} priceFen={box.priceFen} offer={best} />
				) : (
					<>
						<div>
							<div className="small faint">{t('catalogue.i_pay')}</div>
							<div className="big">
								<Amount fen={box.priceFen} large />
							</div>
						</div>
						<NoteBox title={t('catalogue.no_programme_title')}>{t('catalogue.no_programme')}</NoteBox>
					</>
				)}
				<div className="stack phone-hide">
					<Order listing={listing} box={box} best={best} buyer={buyer} />
				</div>
				<p className="tiny faint">{t(best?.voucher ? 'catalogue.order_note_held' : 'catalogue.order_note')}</p>
				{best ? <Why offer={best} open={best.evaluation.decision !== 'eligible'} /> : null}
				{others.length > 0 && box.priceFen !== null ? (
					<Disclosure summary={t('catalogue.other_programmes')}>
						{others.map((offer) => (
							<Other
								key={`${offer.programmeNumber}-${offer.voucher?.number ?? offer.roundNumber}`}
								offer={offer}
								locale={locale}
							/>
						))}
					</Disclosure>
				) : null}
			</div>
		</Panel>
	)
}

/** How many, and for a visitor from where: asked again by address, so it works without script. */
function Ask({ listing, buyer, withDistrict }: { listing: ListingView; buyer: Buyer; withDistrict: boolean }) {
	const { t, unitOf, nameOf } = useCatalogueWords()
	return (
		<Form className="row ends" preventScrollReset>
			<label className="field box-n">
				<span className="small">{t('catalogue.quantity_of', { unit: unitOf(listing.priceUnit) })}</span>
				<input
					className="input sm num"
					name="quantity"
					inputMode="numeric"
					defaultValue={buyer.quantity}
					key={buyer.quantity}
				/>
			</label>
			{withDistrict ? (
				<label className="field">
					<span className="small">{t('catalogue.choose_division')}</span>
					<select className="input sm" name="division" defaultValue={buyer.division ?? ''}>
						{buyer.districts.map((district) => (
							<option key={district.code} value={district.code}>
								{nameOf(district)}
							</option>
						))}
					</select>
				</label>
			) : null}
			<Button type="submit" small>
				{t('catalogue.recount')}
			</Button>
		</Form>
	)
}

/** The one button: to checkout with this quantity, or to the sign-in page that leads back here. */
export function Order({ listing, box, best, buyer }: PanelProps & { best: PriceOffer | undefined }) {
	const { t } = useCatalogueWords()
	const actor = useFrame()?.actor ?? null
	const to = `${paths.checkout(listing.number)}?quantity=${buyer.quantity}`
	if (!actor)
		return (
			<LinkButton variant="primary" block to={signInPath(to)}>
				{t('catalogue.visitor_order')}
			</LinkButton>
		)
	if (actor.kind !== 'enterprise')
		return (
			<BlockedButton block reason={t('catalogue.signed_in_other')}>
				{t('catalogue.visitor_order')}
			</BlockedButton>
		)
	const isHeld = best?.voucher && best.evaluation.decision === 'eligible'
	const canApply = best?.roundNumber && !best.voucher && !best.claimOnly && best.evaluation.decision === 'eligible'
	if (canApply)
		return (
			<>
				<LinkButton variant="primary" block to={paths.apply(best.roundNumber!)}>
					{t('catalogue.apply_with', { amount: formatYuan(best.evaluation.amountFen) })}
				</LinkButton>
				<LinkButton block to={to}>
					{t('catalogue.order_without', { amount: formatYuan(box.priceFen ?? 0n) })}
				</LinkButton>
			</>
		)
	return (
		<LinkButton variant="primary" block to={isHeld ? `${to}&voucher=${best.voucher!.number}` : to}>
			{wordsFor()}
		</LinkButton>
	)

	function wordsFor() {
		if (box.priceFen === null) return t('catalogue.order_quote')
		if (best?.mode === 'reimburse' && best.evaluation.decision === 'eligible')
			return t('catalogue.order_full', { amount: formatYuan(best.payNowFen) })
		if (!isHeld) return t('catalogue.order_plain', { amount: formatYuan(box.priceFen) })
		return t('catalogue.order_with', { amount: formatYuan(best.evaluation.amountFen) })
	}
}

function Other({ offer, locale }: { offer: PriceOffer; locale: 'zh' | 'en' }) {
	const { t } = useCatalogueWords()
	return (
		<div className="mb-4">
			<p className="row between small">
				<b>{offer.programmeName[locale]}</b>
				<span>
					{t(offer.mode === 'deduct' ? 'catalogue.voucher_pays' : 'catalogue.comes_back')}{' '}
					<Amount fen={offer.evaluation.amountFen} />
				</span>
			</p>
			<Why offer={offer} />
		</div>
	)
}
