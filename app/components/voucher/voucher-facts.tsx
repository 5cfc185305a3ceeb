import { useT } from '#app/components/texts.tsx'
import { Amount, Figure } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { VoucherPage } from '#app/domain/vouchers/vouchers.server.ts'
import { inWords } from '#app/lib/money.ts'
import { shanghaiDay } from '#app/lib/time.ts'

/** What a voucher has to say for itself: issuer, basis, holder, face in words, validity, not transferable. */
export function VoucherTerms({ voucher }: { voucher: VoucherPage }) {
	const { t, locale } = useT()
	const programme = (locale === 'en' && voucher.programmeNameEn) || voucher.programmeName
	const event = voucher.useByEvent ? t(`voucher.by_${voucher.useByEvent}`) : ''
	return (
		<Facts
			facts={[
				{ label: t('voucher.issuer'), value: <OrganisationName {...voucher.issuer} /> },
				{ label: t('voucher.holder'), value: <OrganisationName {...voucher.holder} /> },
				{ label: t('voucher.credit_code'), value: <span className="code">{voucher.holder.creditCode}</span> },
				{
					label: t('voucher.basis'),
					value: t('voucher.basis_value', { programme, version: voucher.versionNo, notice: voucher.noticeNo }),
				},
				{
					label: t('voucher.face_words'),
					value: (
						<>
							{inWords(voucher.figures.face)} <Amount fen={voucher.figures.face} />
						</>
					),
				},
				{ label: t('voucher.granted_on'), value: <DateText day={shanghaiDay(voucher.grantedAt)} /> },
				{
					label: t('voucher.use_by'),
					value: voucher.useBy ? (
						<>
							<DateText day={voucher.useBy} /> {event}
						</>
					) : (
						t('voucher.no_use_by')
					),
				},
				{
					label: t('voucher.redeem_by'),
					value: voucher.redeemBy ? <DateText day={voucher.redeemBy} /> : t('voucher.no_use_by'),
				},
				{ label: t('voucher.application'), value: <span className="code">{voucher.applicationNumber}</span> },
				{ label: t('voucher.transfer'), value: t('voucher.not_transferable') },
			]}
		/>
	)
}

/** The figures of a voucher per funding source. */
export function VoucherBySource({ voucher }: { voucher: VoucherPage }) {
	const { t, locale } = useT()
	const { figures } = voucher
	return (
		<Section title={t('voucher.by_source')}>
			<Table
				caption={t('voucher.by_source')}
				rows={voucher.sources}
				rowKey={(row) => String(row.sourceNo)}
				columns={[
					{
						head: t('voucher.source'),
						isName: true,
						foot: t('voucher.total'),
						cell: (row) => (locale === 'en' && row.nameEn) || row.name,
					},
					{
						head: t('voucher.face'),
						num: true,
						foot: <Figure fen={figures.face} />,
						cell: (row) => <Figure fen={row.figures.face} />,
					},
					{
						head: t('voucher.free'),
						num: true,
						foot: <Figure fen={figures.free} />,
						cell: (row) => <Figure fen={row.figures.free} />,
					},
					{
						head: t('voucher.held'),
						num: true,
						foot: <Figure fen={figures.held} />,
						cell: (row) => <Figure fen={row.figures.held} />,
					},
					{
						head: t('voucher.used_col'),
						num: true,
						foot: <Figure fen={figures.used} />,
						cell: (row) => <Figure fen={row.figures.used} />,
					},
					{
						head: t('voucher.gone'),
						num: true,
						foot: <Figure fen={figures.lapsed + figures.voided} />,
						cell: (row) => <Figure fen={row.figures.lapsed + row.figures.voided} />,
					},
				]}
			/>
		</Section>
	)
}
