import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { Facts } from '#app/components/ui/facts.tsx'
import { Panel, Section } from '#app/components/ui/section.tsx'
import { Status } from '#app/components/ui/status.tsx'
import type { OwedBack } from '#app/domain/settlement/clawbacks.server.ts'
import { formatDay, type LocalDate } from '#app/lib/time.ts'

/** What a claimant must pay back: how much, why, until when, and where to. */
export function OwedBackList({ owed, today }: { owed: readonly OwedBack[]; today: LocalDate }) {
	const { t, locale } = useT()
	return (
		<Section title={t('clawback.owed_title')} note={t('clawback.owed_note')} id="owed">
			<div className="stack">
				{owed.map((row) => {
					const leftFen = row.state === 'demanded' ? row.amountFen - row.receivedFen : 0n
					const isLate = leftFen > 0n && row.dueOn !== null && row.dueOn < today
					return (
						<Panel key={row.number} title={row.number} aside={<Amount fen={row.amountFen} />}>
							<Facts
								facts={[
									{ label: t('clawback.owed_why'), value: `${row.reason} ${row.article}` },
									...(leftFen > 0n
										? [
												{ label: t('clawback.owed_left'), value: <Amount fen={leftFen} /> },
												{
													label: t('clawback.owed_due'),
													value: row.dueOn
														? `${formatDay(row.dueOn, locale)}${isLate ? ` · ${t('clawback.owed_late')}` : ''}`
														: '—',
												},
												{
													label: t('clawback.owed_account'),
													value: (
														<>
															{row.account.name}
															<span className="block">
																{row.account.bank} <span className="code nowrap">{row.account.no}</span>
															</span>
														</>
													),
												},
											]
										: [{ label: t('clawback.state'), value: <Status of={`clawback.${row.state}`} /> }]),
								]}
							/>
						</Panel>
					)
				})}
			</div>
		</Section>
	)
}
