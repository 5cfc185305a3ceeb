import { useT } from '#app/components/texts.tsx'
import { Figure } from '#app/components/ui/amount.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { PastVoucher } from '#app/domain/reporting/as-of.server.ts'
import type { AsOf } from '#app/domain/reporting/as-of.ts'
import { formatDay } from '#app/lib/time.ts'

type Source = { sourceNo: number; name: string; nameEn: string | null }

/** The balances of a voucher as of a past day, per source: face = free + held + used + gone. */
export function PastBalances({ past, asOf, sources }: { past: PastVoucher; asOf: AsOf; sources: readonly Source[] }) {
	const { t, locale } = useT()
	const nameOf = (sourceNo: number) => {
		const source = sources.find((one) => one.sourceNo === sourceNo)
		return (locale === 'en' && source?.nameEn) || source?.name || String(sourceNo)
	}
	const title = t('asOf.balances', { day: formatDay(asOf.day, locale) })
	const column = (head: string, key: keyof PastVoucher['total']) => ({
		head,
		num: true,
		foot: <Figure fen={past.total[key]} />,
		cell: (row: PastVoucher['sources'][number]) => <Figure fen={row.figures[key]} />,
	})
	return (
		<Section title={title}>
			<Table
				caption={title}
				rows={past.sources}
				rowKey={(row) => String(row.sourceNo)}
				columns={[
					{
						head: t('voucher.source'),
						isName: true,
						foot: t('voucher.total'),
						cell: (row) => nameOf(row.sourceNo),
					},
					column(t('voucher.face'), 'face'),
					column(t('voucher.free'), 'free'),
					column(t('voucher.held'), 'held'),
					column(t('voucher.used_col'), 'used'),
					column(t('asOf.gone'), 'gone'),
				]}
			/>
		</Section>
	)
}
