import { type Locale, locales, preferredLocale } from '#app/lib/i18n.ts'

/** The language of a request: the one chosen on the site (cookie `locale`), else the browser's first that we have. */
export function requestLocale(cookieHeader: string | undefined, acceptLanguage: string | undefined): Locale {
	const chosen = /(?:^|;\s*)locale=(\w+)/.exec(cookieHeader ?? '')?.[1]
	return locales.find((locale) => locale === chosen) ?? preferredLocale(acceptLanguage ?? null)
}
