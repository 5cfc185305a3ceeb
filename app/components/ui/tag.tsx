import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'

/** A kind or a property. `mark` for qualification marks (CMA), `line` for drafts and the like. */
export function Tag({ kind, children }: { kind?: 'mark' | 'line'; children: ReactNode }) {
	return <span className={kind ? `tag ${kind}` : 'tag'}>{children}</span>
}

/** 演示: stands after each invented organisation, once per block. */
export function Demo({ when = true }: { when?: boolean }) {
	const { t } = useT()
	return when ? <span className="demo">{t('common.demo')}</span> : null
}

/** An organisation's name, with the demo mark when it is invented. */
export function OrganisationName({ name, nameEn, isDemo }: { name: string; nameEn?: string | null; isDemo?: boolean }) {
	const { locale } = useT()
	return (
		<>
			{locale === 'en' && nameEn ? nameEn : name}
			<Demo when={isDemo ?? false} />
		</>
	)
}
