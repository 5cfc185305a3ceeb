import { useT } from '#app/components/texts.tsx'
import { Amount } from '#app/components/ui/amount.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { type Fact, Facts } from '#app/components/ui/facts.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'
import type { ApplicationPage } from '#app/domain/vouchers/applications.server.ts'

/** Who asked for how much, when, and who decided. */
export function ApplicationFacts({ application }: { application: ApplicationPage }) {
	const { t } = useT()
	const { enterprise } = application
	const facts: Fact[] = [
		{ label: t('voucher.enterprise'), value: <OrganisationName {...enterprise} /> },
		{
			label: t('voucher.credit_code'),
			value: (
				<>
					<span className="code">{enterprise.creditCode}</span> <Status of={`organisation.${enterprise.status}`} />
				</>
			),
		},
		{ label: t('voucher.requested'), value: <Amount fen={application.requestedFen} /> },
		{ label: t('voucher.submitted'), value: <InstantText at={application.submittedAt} /> },
	]
	if (application.reviewer) facts.push({ label: t('voucher.reviewer'), value: application.reviewer })
	if (application.decidedAt)
		facts.push({ label: t('voucher.decided'), value: <InstantText at={application.decidedAt} /> })
	return <Facts facts={facts} />
}
