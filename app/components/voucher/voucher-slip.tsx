import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { Slip } from '#app/components/ui/slip.tsx'
import type { VoucherView } from '#app/domain/vouchers/vouchers.server.ts'
import { paths } from '#app/web/paths.ts'

/** One voucher of the wallet: its figures, until when and by which event, and the way to what it was used for. */
export function VoucherSlip({ voucher }: { voucher: VoucherView }) {
	const { t, locale } = useT()
	const { figures } = voucher
	return (
		<Slip
			number={voucher.number}
			title={(locale === 'en' && voucher.programmeNameEn) || voucher.programmeName}
			terms={t(`voucher.terms_${voucher.mode}`)}
			state={voucher.standing}
			faceFen={figures.face}
			freeFen={figures.free}
			heldFen={figures.held}
			usedFen={figures.used}
			lapsedFen={figures.lapsed}
			voidedFen={figures.voided}
			useBy={voucher.useBy}
			useByEvent={voucher.useByEvent ? t(`voucher.by_${voucher.useByEvent}`) : undefined}
			foot={
				<>
					<span>{voucher.roundName}</span>
					<span className="row">
						{voucher.holding + voucher.used === 0 ? <span>{t('voucher.unused')}</span> : null}
						{voucher.holding > 0 ? <span>{t('voucher.holding', { n: voucher.holding })}</span> : null}
						{voucher.used > 0 ? <span>{t('voucher.used', { n: voucher.used })}</span> : null}
						<Link to={paths.voucher(voucher.number)}>{t('voucher.movements_link')}</Link>
					</span>
				</>
			}
		/>
	)
}
