import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { locales } from '#app/lib/i18n.ts'
import { safePath } from './paths.ts'

const themes = ['light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** The theme a browser has chosen; light when it has not. */
export function themeOf(cookieHeader: string | null | undefined): Theme {
	return /(?:^|;\s*)theme=dark(?:;|$)/.test(cookieHeader ?? '') ? 'dark' : 'light'
}

/** Remembers a choice in a cookie for a year and goes back to the page it was made on. Unknown choices change nothing. */
function choose(name: string, choices: readonly string[]) {
	return ({ request }: LoaderFunctionArgs) => {
		const query = new URL(request.url).searchParams
		const to = query.get('to') ?? ''
		const headers = new Headers()
		if (choices.includes(to)) headers.set('Set-Cookie', `${name}=${to}; Path=/; Max-Age=31536000; SameSite=Lax`)
		return redirect(safePath(query.get('back')), { headers })
	}
}

export const chooseLocale = choose('locale', locales)
export const chooseTheme = choose('theme', themes)
