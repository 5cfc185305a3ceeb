import { redirect } from '@remix-run/node'
import type { FlashMessage } from '#app/components/ui/flash.tsx'
import type { Locale, TextValues } from '#app/lib/i18n.ts'
import { hasText, textOf } from './texts.server.ts'

const tones: readonly string[] = ['ok', 'warn', 'stop'] satisfies FlashMessage['tone'][]

/** Redirects and says once, on the page it leads to, what was done: `key` is a text, `values` fill it. */
export function redirectWith(to: string, tone: FlashMessage['tone'], key: string, values: TextValues = {}): Response {
	const content = encodeURIComponent(JSON.stringify([tone, key, values]))
	return redirect(to, { headers: { 'Set-Cookie': `flash=${content}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax` } })
}

/** Takes the message out of a request's cookie, if there is one of ours. */
export function takeFlash(request: Request, locale: Locale): { flash: FlashMessage | null; clear: string | null } {
	const found = /(?:^|;\s*)flash=([^;]+)/.exec(request.headers.get('cookie') ?? '')
	if (!found) return { flash: null, clear: null }
	return { flash: read(found[1]!, locale), clear: 'flash=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax' }
}

function read(content: string, locale: Locale): FlashMessage | null {
	try {
		const [tone, key, values] = JSON.parse(decodeURIComponent(content)) as [string, string, TextValues]
		if (!tones.includes(tone) || !hasText(locale, key)) return null
		return { tone: tone as FlashMessage['tone'], text: textOf(locale, key, values) }
	} catch {
		return null
	}
}
