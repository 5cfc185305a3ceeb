import { Form } from '@remix-run/react'
import { SuggestInput } from '#app/components/catalogue/suggest-input.tsx'
import { useT } from '#app/components/texts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { paths } from '#app/web/paths.ts'

/** The small search box of the top bar and the phone menu. */
export function FindBox({ className }: { className?: string }) {
	const { t } = useT()
	return (
		<Form
			className={`top-find ${className ?? ''}`}
			role="search"
			aria-label={t('common.find_label')}
			action={paths.services}
		>
			<span className="find-ic">
				<Icon name="search" />
			</span>
			<SuggestInput label={t('common.find_field')} placeholder={t('common.find_example')} />
		</Form>
	)
}
