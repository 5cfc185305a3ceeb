import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { templateHead } from '#app/domain/imports/import-mapping.ts'
import { csvLine } from '#app/lib/csv-line.ts'
import { env } from '#app/platform/env.server.ts'

const version = 1
const head = templateHead('zh')
const names = [
	'场发射扫描电子显微镜',
	'电子万能试验机',
	'液相色谱质谱联用仪',
	'X 射线衍射仪',
	'高低温湿热试验箱',
	'三坐标测量机',
	'原子吸收分光光度计',
	'动态疲劳试验机',
]

/** One row as a university's register has it; one in fifty is no good. */
function rowOf(n: number, price: number): string[] {
	const given: Record<string, string> = {
		编号: `YZ-${String(n).padStart(6, '0')}`,
		类型: n % 4 === 0 ? '服务' : '仪器',
		类目: 't-metal-mech',
		名称: n % 50 === 49 ? 'UNKNOWN' : `${names[n % names.length]} ${n} 号`,
		内容: `用于金属与非金属材料的形貌、成分、力学与环境适应性分析，配有数据处理软件和标准样品，第 ${n} 台，由专人操作并出具数据。`,
		其他叫法: 'SEM、电镜',
		生产厂家: '云泽仪器（演示）',
		型号: `YZ-${n % 900}`,
		单价: String(price + (n % 300)),
		计价单位: '小时',
		'最快（工作日）': '2',
		'最慢（工作日）': '5',
		样品要求: '固体，尺寸不超过 50 mm',
		交付什么: '检测报告',
		标准: 'GB/T 228.1-2021 金属材料 拉伸试验',
		部门: `学院 ${n % 40}`,
		放置地点: `${n % 20} 号楼 ${n % 500} 室`,
	}
	return head.map((name) => given[name] ?? '')
}

/** The file of so many rows, written once and kept. */
export async function importFile(rows: number, kind: 'csv' | 'xlsx'): Promise<string> {
	const folder = path.join(env.DATA_DIR, 'bench')
	const file = path.join(folder, `import-${rows}-v${version}.${kind}`)
	if (fs.existsSync(file)) return file
	fs.mkdirSync(folder, { recursive: true })
	const draft = `${file}.draft`
	if (kind === 'csv') {
		const out = fs.createWriteStream(draft)
		out.write(csvLine(head))
		for (let n = 0; n < rows; n++) if (!out.write(csvLine(rowOf(n, 100)))) await once(out, 'drain')
		out.end()
		await finished(out)
	} else {
		const { default: excel } = await import('exceljs')
		const book = new excel.stream.xlsx.WorkbookWriter({ filename: draft })
		const page = book.addWorksheet('设备')
		page.addRow(head).commit()
		for (let n = 0; n < rows; n++) page.addRow(rowOf(n, 101)).commit()
		await book.commit()
	}
	fs.renameSync(draft, file)
	return file
}
