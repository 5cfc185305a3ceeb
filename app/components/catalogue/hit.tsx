import { Link } from '@remix-run/react'
import { Fragment } from 'react'
import { Amount } from '#app/components/ui/amount.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { type Part, SplitBar } from '#app/components/ui/split-bar.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { OrganisationName, Tag } from '#app/components/ui/tag.tsx'
import { articleText } from '#app/lib/article.ts'
import { paths } from '#app/web/paths.ts'
import { compareForm } from './compare-picked.tsx'
import { SmallPhoto } from './media.tsx'
import type { ShownHit } from './shown-hit.ts'
import { printedCode, useCatalogueWords } from './words.ts'

/** One service found: what it is, who does it, and what it costs the reader. */
export function Hit({ hit, place, isFirst }: { hit: ShownHit; place: string; isFirst?: boolean }) {
	const { t, daysOf } = useCatalogueWords()
	return (
		<article className={hit.cover ? 'hit with-photo' : 'hit'}>
			<div>
				<h2>
					<Link to={paths.service(hit.number)}>
						{hit.pieces.map(({ text, on, at }) => (on ? <mark key={at}>{text}</mark> : text))}
					</Link>
				</h2>
				<div className="hit-meta">
					<span className="nowrap">
						<OrganisationName name={hit.provider} isDemo={hit.isDemo} />
					</span>
					<span>
						<Icon name="place" size={14} />
						{place}
					</span>
					<span>
						<Icon name="clock" size={14} />
						{daysOf(hit)}
					</span>
				</div>
				<div className="row tight mt-2">
					<label className="hit-pick">
						<input
							type="checkbox"
							name="n"
							value={hit.number}
							form={compareForm}
							aria-label={t('compare.pick_one', { name: hit.pieces.map(({ text }) => text).join('') })}
						/>
						{t('compare.pick')}
					</label>
					<Tag>{t(`catalogue.kind_${hit.kind}`)}</Tag>
					{hit.marks.map((mark) => (
						<Tag kind="mark" key={mark}>
							{t(`catalogue.mark_${mark}`)}
						</Tag>
					))}
				</div>
				{hit.standards.length > 0 ? (
					<p className="small faint mt-2">
						{hit.standards.map((code, i) => (
							<Fragment key={code}>
								{i > 0 ? t('common.list_join') : null}
								<span className="nowrap">{printedCode(code)}</span>
							</Fragment>
						))}
					</p>
				) : null}
			</div>
			{hit.cover ? <SmallPhoto file={hit.cover} alt="" isFirst={isFirst ?? false} /> : null}
			<HitPrice hit={hit} />
			<HitFoot hit={hit} />
		</article>
	)
}

function HitPrice({ hit }: { hit: ShownHit }) {
	const { t, unitOf } = useCatalogueWords()
	if (hit.priceFen === null)
		return (
			<div className="hit-price">
				<div className="pay">{t('catalogue.on_quote')}</div>
				<p className="tiny faint">{t('catalogue.on_quote_note')}</p>
			</div>
		)
	const { offer } = hit
	const isCovered = offer?.decision === 'eligible'
	const per = <span className="per">{t('catalogue.per', { unit: unitOf(hit.priceUnit) })}</span>
	if (!offer)
		return (
			<div className="hit-price">
				<div className="tiny faint">{t('catalogue.price_each')}</div>
				<div className="pay">
					<Amount fen={hit.priceFen} />
					{per}
				</div>
				{hit.sortedByFen !== null && hit.sortedByFen < hit.priceFen ? (
					<div className="tiny faint">
						{t('catalogue.pay_indicative')} <Amount fen={hit.sortedByFen} />
					</div>
				) : null}
			</div>
		)
	const parts: Part[] = [
		...offer.split.map(({ name, amountFen }, i) => ({
			fill: i === 0 ? ('pub' as const) : ('pub2' as const),
			label: name,
			fen: amountFen,
		})),
		{ fill: 'own', label: t('catalogue.i_pay'), fen: offer.ownFen },
	]
	const isReimbursed = isCovered && offer.mode === 'reimburse'
	return (
		<div className="hit-price">
			<div className="tiny faint">{t(isReimbursed ? 'catalogue.i_pay_now' : 'catalogue.i_pay')}</div>
			<div className="pay">
				<Amount fen={offer.payNowFen} />
				{per}
			</div>
			<SplitBar parts={parts} />
			<div className="parts">
				{isCovered ? (
					<span className="pub">
						{t(isReimbursed ? 'catalogue.comes_back' : 'catalogue.voucher_pays')} <Amount fen={offer.publicFen} />
					</span>
				) : (
					<span>{t('catalogue.not_covered')}</span>
				)}
				<span>
					{t('catalogue.total_price')} <Amount fen={hit.priceFen} />
				</span>
			</div>
		</div>
	)
}

const looks = { eligible: ['disc', 'ok'], needs: ['ring', 'idle'], not_eligible: ['square', 'stop'] } as const

/** The reason that says most, with its clause. */
function HitFoot({ hit: { offer } }: { hit: ShownHit }) {
	const { t, locale } = useCatalogueWords()
	if (!offer?.reason) return null
	const { text, article, isWarning } = offer.reason
	const [shape, hue] = isWarning ? (['triangle', 'warn'] as const) : looks[offer.decision]
	return (
		<div className="hit-foot">
			<Verdict shape={shape} hue={hue} wrap>
				{article ? t('catalogue.clause', { reason: text, article: articleText(article, locale) }) : text}
			</Verdict>
		</div>
	)
}
