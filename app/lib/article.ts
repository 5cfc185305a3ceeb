const digits: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }

/** 二十一 → 21; null when it is no such numeral. Up to 百. */
function numeral(text: string): number | null {
	const found = /^(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/.exec(text)
	if (!found || text === '') return null
	const [, hundreds, tens, ten, ones] = found
	return (digits[hundreds ?? ''] ?? 0) * 100 + (ten ? (digits[tens ?? '一'] ?? 1) * 10 : 0) + (digits[ones ?? ''] ?? 0)
}

/** An article as its language cites it: 第八条第一项 stays, or becomes Art. 8(1); what is cited otherwise stands as it is. */
export function articleText(article: string, locale: 'zh' | 'en'): string {
	if (locale === 'zh') return article
	const found =
		/^第([一二三四五六七八九十百零]+)条(?:第([一二三四五六七八九十]+)款)?(?:第([一二三四五六七八九十]+)项)?$/.exec(
			article,
		)
	if (!found)
		return article.replace(/^第([一二三四五六七八九十]+)项$/, (whole, item: string) => `Item ${numeral(item) ?? whole}`)
	const [, main, paragraph, item] = found.map((part) => (part ? numeral(part) : null))
	return `Art. ${main}${paragraph ? ` para. ${paragraph}` : ''}${item ? `(${item})` : ''}`
}
