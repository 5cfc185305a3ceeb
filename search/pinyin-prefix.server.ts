import { dictionary } from './dictionary.server.ts'
import { soundTokens } from './pinyin.server.ts'

let kept: string[] | undefined

/** Sounds of the trade's terms, in order. */
function sounds(): string[] {
	kept ??= [...new Set([...dictionary().terms.keys()].flatMap(soundTokens))].sort()
	return kept
}

const most = 60

/** Sounds of terms that begin with what was typed (`~saomiao`): at most sixty, for engines that know no beginnings of words. */
export function soundsLike(prefix: string): string[] {
	const all = sounds()
	let low = 0
	let high = all.length
	while (low < high) {
		const middle = (low + high) >> 1
		if (all[middle]! < prefix) low = middle + 1
		else high = middle
	}
	const found: string[] = []
	for (let at = low; at < all.length && all[at]!.startsWith(prefix) && found.length < most; at++) found.push(all[at]!)
	return found
}
