import { useT } from '#app/components/texts.tsx'
import { Checks } from '#app/components/ui/checks.tsx'
import type { VerificationCheck } from '#app/domain/identity/verification.ts'

const keys: Record<VerificationCheck['key'], [good: string, bad: string]> = {
	code: ['check_code_ok', 'check_code_bad'],
	place: ['check_place_ok', 'check_place_differs'],
	name: ['check_name_unique', 'check_name_double'],
	phone: ['check_phone_unique', 'check_phone_double'],
}

/** What was compared before an organisation is verified. */
export function VerificationChecks({ checks }: { checks: readonly VerificationCheck[] }) {
	const { t } = useT()
	return (
		<Checks
			checks={checks.map(({ key, outcome, found }) => {
				const names = found.join(t('common.list_join'))
				const text = keys[key][outcome === 'ok' ? 0 : 1]
				return { key, outcome, label: t(`operator.${text}`, { names, place: names }) }
			})}
		/>
	)
}
