import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { DateText } from '#app/components/ui/date-text.tsx'
import { type Fact, Facts } from '#app/components/ui/facts.tsx'
import { type FileItem, Files } from '#app/components/ui/files.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { ClaimLineView } from '#app/domain/claims/claim-lines.server.ts'
import { paths } from '#app/web/paths.ts'

const papers = ['contract', 'fapiao', 'transfer-slip', 'report'] as const

/** One line of a claim: what was bought, its contract, invoice, payment and report, and the papers themselves. */
export function ClaimPapers({ line, linkOrder }: { line: ClaimLineView; linkOrder: boolean }) {
	const { t, locale } = useT()
	const facts: Fact[] = [
		{ label: t('claim.provider'), value: <OrganisationName name={line.provider.name} isDemo={line.provider.isDemo} /> },
		{ label: t('claim.credit_code'), value: <span className="code">{line.provider.creditCode}</span> },
		{ label: t('claim.category'), value: line.category ? line.category[locale] : '—' },
		{
			label: t('claim.contract'),
			value: line.contractNo ? <NumberAndDay no={line.contractNo} day={line.contractOn} /> : '—',
		},
		{ label: t('claim.service_on'), value: line.serviceOn ? <DateText day={line.serviceOn} /> : '—' },
		{ label: t('claim.report'), value: line.reportNo ? <NumberAndDay no={line.reportNo} day={line.reportOn} /> : '—' },
		...line.papers.invoices.map((invoice) => ({
			label: t('claim.invoice'),
			value: (
				<>
					<NumberAndDay no={invoice.number} day={invoice.issuedOn} /> <Amount fen={invoice.partFen} />
				</>
			),
		})),
		...line.papers.payments.map((payment) => ({
			label: t('claim.payment'),
			value: (
				<>
					<DateText day={payment.paidOn} /> <Amount fen={payment.amountFen} />{' '}
					{line.kind === 'order'
						? t(payment.isConfirmed ? 'claim.payment_confirmed' : 'claim.payment_unconfirmed')
						: null}
				</>
			),
		})),
	]
	if (line.order)
		facts.unshift({
			label: t('claim.order'),
			value: linkOrder ? (
				<a className="code" href={paths.order(line.order.number)}>
					{line.order.number}
				</a>
			) : (
				<span className="code">{line.order.number}</span>
			),
		})
	return (
		<div className="stack">
			<Facts facts={uniqueLabels(facts)} tight />
			<Files files={papers.flatMap((purpose) => filesOf(purpose))} />
		</div>
	)

	function filesOf(purpose: (typeof papers)[number]): FileItem[] {
		const label = t(`claim.file_${purpose.replace('-', '_')}`)
		const found = line.papers.files.filter((file) => file.purpose === purpose)
		if (found.length === 0) return [{ key: purpose, label }]
		return found.map((file) => ({
			key: `${purpose}-${file.sha256}`,
			label: `${label}　${file.name}`,
			uuid: file.uuid,
			sha256: file.sha256,
			note: file.uuid === null ? t('claim.report_body_closed') : undefined,
			status:
				file.uuid === null ? (
					<Verdict shape="disc" hue="ok">
						{t('claim.delivered')}
					</Verdict>
				) : undefined,
		}))
	}
}

/** A name and value list wants each label once: the second invoice is 发票 2. */
function uniqueLabels(facts: readonly Fact[]): Fact[] {
	const seen = new Map<string, number>()
	return facts.map((fact) => {
		const count = (seen.get(fact.label) ?? 0) + 1
		seen.set(fact.label, count)
		return count === 1 ? fact : { ...fact, label: `${fact.label} ${count}` }
	})
}

function NumberAndDay({ no, day }: { no: string; day: ClaimLineView['contractOn'] }) {
	return (
		<>
			<span className="code">{no}</span> {day ? <DateText day={day} /> : null}
		</>
	)
}
