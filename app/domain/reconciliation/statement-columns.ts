/** The columns a bank's CSV may have. Several columns may feed the remittance; the others are taken once. */
export type CsvField =
	| 'date'
	| 'debit'
	| 'credit'
	| 'amount'
	| 'direction'
	| 'balance'
	| 'currency'
	| 'account'
	| 'reference'
	| 'counterparty'
	| 'counterpartyAccount'
	| 'remittance'
	| 'endToEndId'
	| 'returnCode'

/** Known names of each column, Chinese and English; compared without spaces, brackets and case. Shown on the import form. */
export const csvColumnNames: Readonly<Record<CsvField, readonly string[]>> = {
	date: ['交易日期', '记账日期', '入账日期', '交易时间', '日期', 'booking date', 'transaction date', 'date'],
	debit: [
		'借方发生额',
		'借方金额',
		'支出金额',
		'付款金额',
		'支出',
		'借方',
		'debit',
		'debit amount',
		'paid out',
		'withdrawal',
	],
	credit: [
		'贷方发生额',
		'贷方金额',
		'收入金额',
		'收款金额',
		'收入',
		'贷方',
		'credit',
		'credit amount',
		'paid in',
		'deposit',
	],
	amount: ['金额', '交易金额', '发生额', 'amount'],
	direction: [
		'借贷标志',
		'借贷',
		'收支',
		'收支方向',
		'收付标志',
		'方向',
		'direction',
		'debit/credit',
		'credit debit indicator',
	],
	balance: ['余额', '账户余额', '本次余额', '交易后余额', 'balance', 'running balance'],
	currency: ['币种', '货币', 'currency'],
	account: ['本方账号', '账号', '本账号', 'account', 'account number'],
	reference: ['交易流水号', '银行流水号', '流水号', '核心流水号', 'bank reference', 'reference', 'transaction id'],
	counterparty: ['对方户名', '对方名称', '对方单位名称', '对方单位', 'counterparty', 'counterparty name'],
	counterpartyAccount: ['对方账号', '对方账户', 'counterparty account'],
	remittance: ['附言', '摘要', '用途', '备注', 'remittance', 'remittance information', 'details', 'description'],
	endToEndId: ['端到端标识', '端到端号', 'end to end id', 'end-to-end id', 'endtoendid'],
	returnCode: ['退汇原因', '退汇代码', 'return code', 'return reason'],
}

const openings = ['期初余额', '上期余额', '承前余额', 'opening balance']
const closings = ['期末余额', '本期余额', 'closing balance']
const accounts = ['账号', '本方账号', 'account', 'account number']

const plain = (text: string) => text.toLowerCase().replace(/[\s_()（）[\]:：]|人民币|元$/g, '')
const known = new Map(
	Object.entries(csvColumnNames).flatMap(([field, names]) =>
		names.map((name) => [plain(name), field as CsvField] as const),
	),
)

/** A cell without control characters and the marks spreadsheets put around long numbers: ="0123", an apostrophe. */
export const cellText = (cell: string) =>
	cell
		.replace(/\p{Cc}/gu, ' ')
		.trim()
		.replace(/^="(.*)"$/, '$1')
		.replace(/^'/, '')
		.trim()

/** The columns of a header row, or null when it is none: it names a date and some amount. */
export function headerOf(cells: readonly string[]): ReadonlyMap<CsvField, number[]> | null {
	const columns = new Map<CsvField, number[]>()
	cells.forEach((cell, i) => {
		const field = known.get(plain(cell.replace(/[(（]元[)）]/, '')))
		if (!field) return
		if (field === 'remittance') columns.set(field, [...(columns.get(field) ?? []), i])
		else if (!columns.has(field)) columns.set(field, [i])
	})
	return columns.has('date') && (columns.has('amount') || columns.has('debit') || columns.has('credit'))
		? columns
		: null
}

/** A row that says the opening or closing balance or the account: a name, then its value. */
export function keyedAmount(
	cells: readonly string[],
): { key: 'opening' | 'closing' | 'account'; value: string } | null {
	const filled = cells.filter((cell) => cell !== '')
	const [name, value] = filled.length === 1 ? (filled[0]!.split(/[:：]/) as [string, string?]) : filled
	if (filled.length > 2 || name === undefined || value === undefined) return null
	const key = plain(name.replace(/[(（]元[)）]/, ''))
	if (openings.some((o) => plain(o) === key)) return { key: 'opening', value: value.trim() }
	if (closings.some((c) => plain(c) === key)) return { key: 'closing', value: value.trim() }
	return accounts.some((a) => plain(a) === key) ? { key: 'account', value: value.trim() } : null
}
