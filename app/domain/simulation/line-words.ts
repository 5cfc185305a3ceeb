import type { Locale } from '#app/lib/i18n.ts'
import type { Verdict } from './simulation.ts'

/** Words of the files a simulation gives: they are read outside the product, so they stand with what writes them. */

const words: Record<Locale, { head: readonly string[]; verdict: Record<Verdict, string> }> = {
	zh: {
		head: [
			'单号',
			'日期',
			'企业编号',
			'企业名称',
			'总价（元）',
			'现行版补贴（元）',
			'现行版结果',
			'草稿补贴（元）',
			'草稿结果',
			'差额（元）',
			'草稿的理由',
			'条款',
		],
		verdict: { paid: '补贴', refused: '不符合', unknown: '情况不全', exhausted: '资金用完' },
	},
	en: {
		head: [
			'Order',
			'Date',
			'Enterprise',
			'Enterprise name',
			'Price (yuan)',
			'In force (yuan)',
			'In force: result',
			'Draft (yuan)',
			'Draft: result',
			'Difference (yuan)',
			'Draft: reason',
			'Article',
		],
		verdict: { paid: 'paid', refused: 'refused', unknown: 'facts missing', exhausted: 'money used up' },
	},
}

export const lineWords = (locale: Locale) => words[locale]
