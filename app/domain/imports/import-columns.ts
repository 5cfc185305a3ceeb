import type { ListingKind, PriceUnit } from '#app/domain/catalogue/listing.ts'
import { columnNamed, namesOf } from '#app/lib/column-names.ts'

/**
 * The columns a provider's file may have. The first two names of each are those of the templates; the others are what
 * institutions call them, among them the fields of the UNIQUIP equipment format that Jisc's equipment.data reads.
 */
export const importColumnNames = {
	ownNumber: [
		'编号',
		'own number',
		'id',
		'equipment id',
		'item id',
		'institution id',
		'institutional id',
		'identifier',
		'asset number',
		'asset id',
		'asset no',
		'设备编号',
		'仪器编号',
		'资产编号',
		'固定资产编号',
		'所在单位内部编码',
	],
	kind: ['类型', 'type', 'kind', '资源类型', 'record type'],
	category: ['类目', 'category', '服务类目', '分类', '仪器分类', '仪器设备分类', 'classification', 'taxonomy'],
	name: [
		'名称',
		'name',
		'仪器名称',
		'设备名称',
		'仪器设备名称',
		'服务名称',
		'中文名称',
		'item name',
		'equipment name',
		'title',
	],
	nameEn: ['英文名称', 'name in english', '英文名', 'english name'],
	description: [
		'内容',
		'description',
		'说明',
		'简介',
		'主要功能',
		'功能描述',
		'主要功能及应用范围',
		'主要技术指标',
		'summary',
		'specification',
		'equipment description',
	],
	aliases: ['其他叫法', 'other names', '别名', 'keywords', '关键词', 'technique', 'techniques'],
	manufacturer: [
		'生产厂家',
		'manufacturer',
		'制造商',
		'生产厂商',
		'厂商',
		'厂家',
		'品牌',
		'make',
		'brand',
		'manufacturer name',
	],
	model: ['型号', 'model', '规格型号', '仪器型号', '规格', 'model number', 'model name', 'model no'],
	instrumentClass: [
		'国家仪器分类',
		'national instrument class',
		'仪器分类编码',
		'仪器分类代码',
		'大型仪器分类',
		'大型仪器分类编码',
		'仪器设备分类编码',
		'分类编码',
		'instrument class',
		'instrument class code',
	],
	price: ['单价', 'unit price', '价格', '收费标准', '机时费', '参考收费标准', 'price', 'rate', 'charge'],
	priceUnit: ['计价单位', 'priced per', '按什么计价', '单位', 'price unit', 'unit', 'per'],
	taxRate: ['税率', 'tax rate', 'vat', 'vat rate'],
	daysMin: ['最快（工作日）', 'fastest (working days)', '最快', 'fastest', 'days from'],
	daysMax: ['最慢（工作日）', 'slowest (working days)', '最慢', 'slowest', 'days to', '周期', 'turnaround'],
	sample: ['样品要求', 'sample requirements', '送样要求'],
	deliverable: ['交付什么', 'deliverable', '交付物', '报告形式'],
	standards: ['标准', 'standards', '检测标准', '依据标准', '方法标准'],
	department: [
		'部门',
		'department',
		'院系',
		'所属单位',
		'所属院系',
		'所在单位',
		'faculty',
		'school',
		'department name',
		'lead department',
	],
	location: [
		'放置地点',
		'location',
		'安放地点',
		'存放地点',
		'安装地址',
		'地点',
		'site location',
		'site',
		'building',
		'room',
		'address',
	],
} as const satisfies Record<string, readonly string[]>
export type ImportField = keyof typeof importColumnNames
export const importFields = Object.keys(importColumnNames) as ImportField[]

/** Known columns that are not taken: people are reached through the platform, pages elsewhere are not ours to show. */
const notTaken = [
	'联系人',
	'联系电话',
	'电话',
	'邮箱',
	'电子邮箱',
	'备注',
	'序号',
	'问题',
	'problem',
	'no',
	'contact',
	'contact name',
	'contact 1 name',
	'contact telephone',
	'contact 1 telephone',
	'contact email',
	'contact 1 email',
	'contact url',
	'contact 1 url',
	'contact 2',
	'contact 2 name',
	'contact 2 telephone',
	'contact 2 email',
	'contact 2 url',
	'photo',
	'image',
	'image url',
	'web address',
	'website',
	'url',
	'related facility id',
	'facility id',
	'serviceware',
	'service level',
	'access',
	'alternative access',
	'corporate name',
	'organisation',
	'institution',
	'institution name',
	'ukprn',
]

/** What holds for every row unless the row itself says otherwise. */
export type ImportDefaults = { kind: ListingKind | ''; categoryId: string; priceUnit: PriceUnit | '' }
/** Where the header stands and which column, by its place, holds what. */
export type Mapping = { head: number; columns: Partial<Record<ImportField, number>>; defaults: ImportDefaults }

const known = namesOf(importColumnNames)
const ignored = namesOf({ not: notTaken })

/** What a column's name says: a field, a column that is not taken, or null when nobody knows it. */
export function columnOf(name: string): ImportField | 'not_taken' | null {
	return columnNamed(known, name)?.key ?? (name === '' || columnNamed(ignored, name) ? 'not_taken' : null)
}

/** The columns of a header row: null when it is none. `unknown` are names nobody knows; of two columns for one field the better name is taken. */
export function headerOf(cells: readonly string[]): { columns: Mapping['columns']; unknown: number } | null {
	const columns: Mapping['columns'] = {}
	const ranks: Partial<Record<ImportField, number>> = {}
	let unknown = 0
	cells.forEach((cell, i) => {
		const found = columnNamed(known, cell)
		if (!found) {
			if (columnOf(cell) === null) unknown++
			return
		}
		const before = ranks[found.key]
		if (before !== undefined && before <= found.rank) return
		columns[found.key] = i
		ranks[found.key] = found.rank
	})
	return columns.name !== undefined && Object.keys(columns).length >= 3 ? { columns, unknown } : null
}
