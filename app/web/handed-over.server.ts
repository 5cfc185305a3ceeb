import { type EntryContext, readableStreamToString } from '@remix-run/node'

/** What must not stand in a script as it is: `<` could end it, the separators are no line ends in JSON. */
const inScript: Record<string, string> = {
	'&': '\\u0026',
	'>': '\\u003e',
	'<': '\\u003c',
	'\u2028': '\\u2028',
	'\u2029': '\\u2029',
}

/**
 * The data of a rendered page for the browser: the stream Remix encoded them into, read to its end, as the scripts that hand
 * it over (what its own `StreamTransfer` renders, piece by piece). They stand behind the document.
 */
export async function handedOver(stream: EntryContext['serverHandoffStream'], nonce: string): Promise<string> {
	if (!stream) return ''
	const data = JSON.stringify(await readableStreamToString(stream)).replace(
		/[&><\u2028\u2029]/g,
		(char) => inScript[char]!,
	)
	const script = (code: string) => `<script nonce="${nonce}">window.__remixContext.streamController.${code};</script>`
	return script(`enqueue(${data})`) + script('close()')
}
