import { DateText } from '#app/components/ui/date-text.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import type { ListedMark } from '#app/domain/catalogue/listings.server.ts'
import { formatDay } from '#app/lib/time.ts'
import { useCatalogueWords } from './words.ts'

/** Qualification marks with number, scope and expiry; those about to run out are flagged. */
export function Marks({ marks }: { marks: readonly ListedMark[] }) {
	const { t, locale } = useCatalogueWords()
	return (
		<div className="marks">
			{marks.map((mark) => (
				<div className={mark.standing === 'valid' ? 'qual' : 'qual warn'} key={`${mark.kind}-${mark.number}`}>
					<b>{t(`catalogue.mark_${mark.kind}`)}</b>
					<span className="strong">{t(`catalogue.mark_${mark.kind}_name`)}</span>
					<span className="faint code tiny">{mark.number}</span>
					<span>{t('catalogue.mark_until', { day: formatDay(mark.expiresOn, locale) })}</span>
					<Standing mark={mark} />
					<span className="tiny faint">{t('catalogue.mark_scope', { scope: mark.scope })}</span>
				</div>
			))}
		</div>
	)
}

function Standing({ mark }: { mark: ListedMark }) {
	const { t } = useCatalogueWords()
	if (mark.standing === 'expired')
		return (
			<Verdict shape="slash" hue="idle">
				{t('catalogue.mark_expired')} <DateText day={mark.expiresOn} />
			</Verdict>
		)
	if (mark.standing === 'ending')
		return (
			<Verdict shape="triangle" hue="warn">
				{t('catalogue.mark_ending', { n: mark.days })}
			</Verdict>
		)
	return (
		<Verdict shape="disc" hue="ok">
			{t('catalogue.mark_ok')}
		</Verdict>
	)
}
