import { useT } from '#app/components/texts.tsx'
import { Verdict } from '#app/components/ui/status.tsx'
import { OrganisationName } from '#app/components/ui/tag.tsx'

type PayeeNameProps = { name: string; nameEn: string | null; isDemo: boolean; hasAccount: boolean }

/** Whom a batch pays, marked when there is no confirmed account to pay to. */
export function PayeeName({ name, nameEn, isDemo, hasAccount }: PayeeNameProps) {
	const { t } = useT()
	return (
		<div>
			<OrganisationName name={name} nameEn={nameEn} isDemo={isDemo} />
			{hasAccount ? null : (
				<div>
					<Verdict shape="square" hue="stop">
						{t('settlement.account_missing')}
					</Verdict>
				</div>
			)}
		</div>
	)
}
