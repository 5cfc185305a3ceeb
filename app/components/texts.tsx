import { useMatches } from '@remix-run/react'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { fillText, type Locale, type PackedTexts, type Texts, type TextValues, unpackTexts } from '#app/lib/i18n.ts'

type Translation = { t: (key: string, values?: TextValues) => string; locale: Locale }

const none: Translation = { t: (key) => key, locale: 'zh' }
const TextsContext = createContext<Translation>(none)

type PageData = { texts?: PackedTexts; locale?: Locale } | undefined

const noTexts: Texts = {}
const joins = new WeakMap<Texts, WeakMap<Texts, Texts>>()

/** Both together, made once: the same pages bring the same objects again and again. */
function joined(first: Texts, second: Texts): Texts {
	const withFirst = joins.get(first) ?? new WeakMap<Texts, Texts>()
	joins.set(first, withFirst)
	const both = withFirst.get(second) ?? { ...first, ...second }
	withFirst.set(second, both)
	return both
}

/** Gathers the texts of every route on the page (they come as loader data, one language) for `useT`. */
export function TextsProvider({ children }: { children: ReactNode }) {
	const matches = useMatches()
	const translation = useMemo<Translation>(() => {
		const pages = matches.map((match) => match.data as PageData)
		const texts = pages.reduce((all, page) => (page?.texts ? joined(all, unpackTexts(page.texts)) : all), noTexts)
		const locale = pages.find((page) => page?.locale)?.locale ?? 'zh'
		return { t: (key, values) => fillText(texts, key, values), locale }
	}, [matches])
	return <TextsContext.Provider value={translation}>{children}</TextsContext.Provider>
}

/** `t('order.title', { n: 3 })` in the reader's language, and that language. */
export const useT = () => useContext(TextsContext)
