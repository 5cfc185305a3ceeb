import type { ProgrammeDocumentInput } from './programme-document.ts'

const silent = (zh: string, en: string) =>
	({
		ours: true,
		reason: { zh: `原文没有写${zh}，由平台设定。`, en: `The text does not state ${en}; set by the platform.` },
	}) as const

/** A whole document of a made-up district, as short as one can be: printed with the schema. */
export const exampleDocument: ProgrammeDocumentInput = {
	format: 'programme/1',
	id: 'example-2026',
	name: { zh: '示例区创新券', en: 'Example District innovation voucher' },
	edition: { zh: '2026 年', en: '2026' },
	summary: {
		zh: '区内小微企业购买检测和研发服务，按 30% 或 50% 补贴，每年最高 10 万元。',
		en: 'Small firms of the district get 30% or 50% of testing and R&D services, at most ¥100,000 a year.',
	},
	issuers: [{ zh: '示例区科学技术局', en: 'Example District science bureau' }],
	division: '990101',
	places: [{ code: '990101', name: { zh: '示例区', en: 'Example District' } }],
	validity: { from: '2026-01-01', until: '2028-12-31', article: '第二十条' },
	source: {
		title: { zh: '示例区创新券管理办法', en: 'Measures on the innovation voucher' },
		documentNo: '示科〔2026〕1号',
	},
	payers: [
		{ code: 'city', name: { zh: '市级资金', en: 'City fund' }, level: 'city' },
		{ code: 'district', name: { zh: '区级资金', en: 'District fund' }, level: 'district' },
	],
	pool: { yearFen: '500000000', article: '第三条' },
	eligibility: {
		conditions: [
			{ kind: 'region', in: ['990101'], article: '第四条' },
			{ kind: 'size', oneOf: ['micro', 'small'], article: '第四条' },
			{ kind: 'credit', proof: 'commitment', article: '第四条' },
		],
	},
	providers: [{ kind: 'provider_registered', article: '第五条' }],
	scope: {
		categories: { in: ['testing', 'rd'], article: '第六条' },
		exclusions: [
			{
				kind: 'flag',
				flag: 'mandatory_testing',
				name: { zh: '法定检测', en: 'statutory testing' },
				article: '第六条',
			},
		],
		relation: { forbidden: ['equity', 'controller'], proof: 'commitment', article: '第六条' },
	},
	subsidy: {
		base: { of: ['contract', 'paid'], tax: 'inclusive', article: '第七条' },
		rate: {
			rows: [
				{
					id: 'testing',
					name: { zh: '检测服务', en: 'Testing' },
					when: { categories: ['testing'] },
					pays: { kind: 'share', bp: 5000 },
					article: '第七条',
				},
				{ id: 'others', name: { zh: '其他服务', en: 'Others' }, pays: { kind: 'share', bp: 3000 }, article: '第七条' },
			],
		},
		caps: [
			{
				id: 'firm-year',
				name: { zh: '每家企业年度上限', en: 'Per firm and year' },
				scope: 'year',
				at: ['order'],
				limit: { kind: 'amount', fen: '10000000' },
				article: '第八条',
			},
		],
		rounding: { unit: 'yuan', mode: 'down', ...silent('取整方法', 'rounding') },
		split: {
			kind: 'ratio',
			parts: [
				{ source: 'city', bp: 5000 },
				{ source: 'district', bp: 5000 },
			],
			overflow: 'nobody',
			article: '第三条',
		},
	},
	grant: {
		object: 'quota',
		face: { kind: 'requested', maxFen: '10000000', stepFen: '100000' },
		decidedBy: 'review',
		useBy: { event: 'order', earliestOf: [{ kind: 'year_end' }] },
		article: '第九条',
	},
	process: {
		paymentMode: { mode: 'deduct', article: '第十条' },
		encumbrance: { point: 'order', ...silent('何时占用资金', 'when money is set aside') },
		exhaustion: { kind: 'first_come', article: '第三条' },
		yearBy: { date: 'decision', ...silent('按哪个日期计年', 'which date counts for the year') },
		notice: { points: ['claim'], days: 5, dayKind: 'working', article: '第十二条' },
		review: { chain: [{ zh: '区科学技术局', en: 'district science bureau' }], article: '第十一条' },
		documents: [
			{
				id: 'contract',
				step: 'claim',
				name: { zh: '合同和发票', en: 'contract and invoice' },
				form: 'upload',
				article: '第十一条',
			},
		],
	},
}
