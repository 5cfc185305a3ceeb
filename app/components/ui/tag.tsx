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
	const shown = locale === 'en' && nameEn ? nameEn : name
	return (
		<>
			{isDemo ? withoutMark(shown) : shown}
			<Demo when={isDemo ?? false} />
		</>
	)
}

/** Invented names say so themselves; on a page the mark says it instead. */
export const withoutMark = (name: string) => name.replace(/\s*[（(]\p{L}+[）)]$/u, '')
