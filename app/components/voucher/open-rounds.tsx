import { Link } from '@remix-run/react'
import { useT } from '#app/components/texts.tsx'
import { LinkButton } from '#app/components/ui/button.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { LocalDate } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

type Round = {
	number: string
	name: string
	programmeNumber: string
	programme: { zh: string; en: string }
	closesOn: LocalDate
}

/** What can be applied for now. */
export function OpenRounds({ rounds }: { rounds: readonly Round[] }) {
	const { t, locale } = useT()
	if (rounds.length === 0) return null
	return (
		<Section title={t('voucher.open_rounds')} note={t('voucher.open_rounds_note')}>
			<Table
				caption={t('voucher.open_rounds')}
				rows={rounds}
				rowKey={(round) => round.number}
				columns={[
					{
						head: t('voucher.programme'),
						isName: true,
						cell: (round) => (
							<>
								<Link to={paths.programme(round.programmeNumber)}>{round.programme[locale]}</Link>
								<div className="tiny faint">{round.name}</div>
							</>
						),
					},
					{ head: t('voucher.closes'), nowrap: true, cell: (round) => <DateText day={round.closesOn} /> },
					{
						head: t('voucher.apply'),
						quietHead: true,
						cell: (round) => (
							<LinkButton to={paths.apply(round.number)} small>
								{t('voucher.apply')}
							</LinkButton>
						),
					},
				]}
			/>
		</Section>
	)
}
