import { Link } from '@remix-run/react'
import { Amount } from '#app/components/ui/amount.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { NoteBox } from '#app/components/ui/note-box.tsx'
import { Reasons } from '#app/components/ui/reasons.tsx'
import { Receipt, type ReceiptLine } from '#app/components/ui/receipt.tsx'
import { type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import type { ListingView } from '#app/domain/catalogue/listings.server.ts'
import type { PriceOffer } from '#app/domain/programmes/price-box.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { paths } from '#app/web/paths.ts'
import { useCatalogueWords } from './words.ts'

type BoxProps = {
	listing: Pick<ListingView, 'name' | 'nameEn' | 'priceUnit' | 'taxRateBp' | 'priceFen'>
	quantity: number
	priceFen: bigint
	offer: PriceOffer
}

/**
 * Who pays for this order under one programme: to the provider now, from the district, and what comes back; then why,
 * clause by clause. A refusal reads the same way.
 */
export function PriceBox({ listing, quantity, priceFen, offer }: BoxProps) {
	const { t, locale } = useCatalogueWords()
	const { evaluation, mode } = offer
	const isCovered = evaluation.decision === 'eligible'
	const isReimbursed = isCovered && mode === 'reimburse'
	return (
		<>
			<p className="small dim">{t('catalogue.by_programme', { name: offer.programmeName[locale] })}</p>
			<div>
				<div className="small faint">{t(payKey(offer))}</div>
				<div className="big">
					<Amount fen={offer.payNowFen} large />
				</div>
			</div>
			<SplitBar size="tall" parts={partsOf(offer, locale, t('catalogue.in_the_end'))} />
			{isCovered ? <Sentence offer={offer} priceFen={priceFen} /> : null}
			{isCovered ? null : (
				<NoteBox
					tone={evaluation.decision === 'needs' ? 'go' : 'stop'}
					title={t(evaluation.decision === 'needs' ? 'catalogue.needs_title' : 'catalogue.not_covered_title')}
				>
					{t('catalogue.not_covered_sentence')}
				</NoteBox>
			)}
			<Receipt lines={linesOf()} />
			<VoucherLine offer={offer} />
		</>
	)

	function linesOf(): ReceiptLine[] {
		const unit = t(`catalogue.unit_${listing.priceUnit}`)
		const tax =
			listing.taxRateBp > 0 ? t('catalogue.tax_in', { rate: listing.taxRateBp / 100 }) : t('catalogue.tax_free')
		const all: ReceiptLine[] = [
			{
				label: (locale === 'en' && listing.nameEn) || listing.name,
				note: t('catalogue.unit_times', { price: formatYuan(listing.priceFen ?? 0n), n: quantity, unit }),
				fen: priceFen,
			},
			{ kind: 'sum', label: t('catalogue.total_price'), note: tax, fen: priceFen },
		]
		if (!isCovered) return [...all, { kind: 'total', label: t('catalogue.i_pay'), fen: offer.payNowFen }]
		if (isReimbursed) all.push({ kind: 'sum', label: t('catalogue.pay_now'), fen: offer.payNowFen })
		const names = new Map(offer.payers.map(({ code, name }) => [code, name[locale]]))
		evaluation.split.forEach(({ source, amountFen }, i) => {
			const name = names.get(source) ?? source
			const key = isReimbursed ? 'catalogue.source_returns' : 'catalogue.source_deducts'
			if (amountFen > 0n)
				all.push({ kind: 'public', label: t(key, { source: name }), fen: amountFen, fill: i === 0 ? 'pub' : 'pub2' })
		})
		return [
			...all,
			{
				kind: 'total',
				label: t(isReimbursed ? 'catalogue.in_the_end' : 'catalogue.i_pay'),
				fen: evaluation.enterprisePaysFen,
			},
		]
	}
}

/** The words over the amount: what is paid now, and whether a voucher is still to be had for it. */
export function payKey({ evaluation, mode, isEstimate, claimOnly }: PriceOffer): string {
	if (evaluation.decision !== 'eligible') return 'catalogue.i_pay'
	if (mode === 'reimburse') return 'catalogue.i_pay_now'
	return isEstimate && !claimOnly ? 'catalogue.i_pay_with' : 'catalogue.i_pay'
}

const partsOf = (offer: PriceOffer, locale: 'zh' | 'en', own: string): Part[] => {
	const names = new Map(offer.payers.map(({ code, name }) => [code, name[locale]]))
	return [
		...offer.evaluation.split.map(({ source, amountFen }, i) => ({
			fill: i === 0 ? ('pub' as const) : ('pub2' as const),
			label: names.get(source) ?? source,
			fen: amountFen,
		})),
		{ fill: 'own', label: own, fen: offer.evaluation.enterprisePaysFen },
	]
}

/** The sentence that cannot be misread: what goes out now, and who pays the rest. */
function Sentence({ offer, priceFen }: { offer: PriceOffer; priceFen: bigint }) {
	const { t, locale } = useCatalogueWords()
	const paying = offer.evaluation.split.filter(({ amountFen }) => amountFen > 0n).map(({ source }) => source)
	const payer = offer.payers
		.filter(({ code }) => paying.includes(code))
		.map(({ name }) => name[locale])
		.join(t('common.list_join'))
	const values = {
		own: formatYuan(offer.payNowFen),
		payer,
		public: formatYuan(offer.evaluation.amountFen),
		full: formatYuan(priceFen),
		days: offer.payoutWorkingDays ?? '',
	}
	const key =
		offer.mode === 'deduct'
			? 'deduct_sentence'
			: offer.payoutWorkingDays
				? 'reimburse_sentence'
				: 'reimburse_sentence_nodays'
	return <p className="strong">{t(`catalogue.${key}`, values)}</p>
}

/** Which voucher it is reckoned on, or how to get one. */
function VoucherLine({ offer }: { offer: PriceOffer }) {
	const { t } = useCatalogueWords()
	if (offer.voucher)
		return (
			<p className="small dim">
				<Link to={paths.voucher(offer.voucher.number)}>
					{t('catalogue.by_voucher', { number: offer.voucher.number, free: formatYuan(offer.voucher.freeFen) })}
				</Link>
			</p>
		)
	if (offer.claimOnly || offer.evaluation.decision !== 'eligible') return null
	return <p className="small dim">{t('catalogue.without_voucher')}</p>
}

/** Why this much, clause by clause, with the way to the rules. */
export function Why({ offer, open }: { offer: PriceOffer; open?: boolean }) {
	const { t, locale } = useCatalogueWords()
	const { decision, amountFen, reasons } = offer.evaluation
	const amount = formatYuan(amountFen)
	const summary =
		decision === 'eligible'
			? t(offer.mode === 'deduct' ? 'catalogue.why_amount' : 'catalogue.why_back', { amount })
			: t(decision === 'needs' ? 'catalogue.why_needs' : 'catalogue.why_not')
	return (
		<Disclosure summary={summary} open={open}>
			<Reasons reasons={reasons} />
			<p className="small mt-2">
				<Link to={paths.programme(offer.programmeNumber)}>
					{t('catalogue.rules', { name: offer.programmeName[locale] })}
				</Link>
			</p>
		</Disclosure>
	)
}
