import { columnNamed, namesOf } from '#app/lib/column-names.ts'

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
	| 'counterpartyBank'
	| 'payer'
	| 'payerAccount'
	| 'payee'
	| 'payeeAccount'
	| 'remittance'
	| 'endToEndId'
	| 'returnCode'

/** Known names of each column, Chinese and English; compared without spaces, brackets and case. Shown on the import form. */
export const csvColumnNames: Readonly<Record<CsvField, readonly string[]>> = {
	date: ['记账日期', '入账日期', '交易日期', '交易日', '日期', '交易时间', 'booking date', 'transaction date', 'date'],
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
		'借/贷',
		'收/支',
		'收支',
		'收支方向',
		'收付标志',
		'方向',
		'direction',
		'debit/credit',
		'credit debit indicator',
	],
	balance: ['余额', '账户余额', '本次余额', '交易后余额', 'balance', 'running balance'],
	currency: ['币种', '货币', '交易货币', 'currency'],
	account: ['本方账号', '账号', '本账号', 'account', 'account number'],
	reference: [
		'交易流水号',
		'银行流水号',
		'流水号',
		'核心流水号',
		'账户明细编号-交易流水号',
		'bank reference',
		'reference',
		'transaction id',
	],
	counterparty: [
		'对方户名',
		'对方名称',
		'对方单位名称',
		'对方单位',
		'收/付方名称',
		'counterparty',
		'counterparty name',
	],
	counterpartyAccount: ['对方账号', '对方账户', '收/付方账号', 'counterparty account'],
	counterpartyBank: [
		'对方开户行',
		'对方行名',
		'对方开户机构',
		'对方账户开户行',
		'收/付方开户行',
		'counterparty bank',
		'counterparty bank name',
	],
	payer: ['付款人名称', '付款人户名', '付款方户名', '付款方名称', 'payer', 'payer name'],
	payerAccount: ['付款人账号', '付款方账号', 'payer account'],
	payee: ['收款人名称', '收款人户名', '收款方户名', '收款方名称', 'payee', 'payee name'],
	payeeAccount: ['收款人账号', '收款方账号', 'payee account'],
	remittance: [
		'附言',
		'摘要',
		'用途',
		'交易用途',
		'备注',
		'remittance',
		'remittance information',
		'details',
		'description',
	],
	endToEndId: ['端到端标识', '端到端号', 'end to end id', 'end-to-end id', 'endtoendid'],
	returnCode: ['退汇原因', '退汇代码', 'return code', 'return reason'],
}

/** What a row outside the table may say, and its names. */
const keyNames = {
	opening: ['期初余额', '上期余额', '承前余额', 'opening balance'],
	closing: ['期末余额', '本期余额', 'closing balance'],
	account: ['账号', '本方账号', '查询账号', 'account', 'account number'],
	currency: ['币种', '货币', 'currency'],
} as const
export type CsvKey = keyof typeof keyNames

const fields = namesOf(csvColumnNames)
const keys = namesOf<CsvKey>(keyNames)
/**
 * The columns of a header row, or null when it is none: it names a date and some amount. Where two columns feed the
 * same field the better name is taken (the booking day before the time of the order), else the first.
 */
export function headerOf(cells: readonly string[]): ReadonlyMap<CsvField, number[]> | null {
	const columns = new Map<CsvField, number[]>()
	const ranks = new Map<CsvField, number>()
	cells.forEach((cell, i) => {
		const found = columnNamed(fields, cell)
		if (!found) return
		const { key, rank } = found
		if (key === 'remittance') columns.set(key, [...(columns.get(key) ?? []), i])
		else if (!columns.has(key) || (key === 'date' && rank < ranks.get(key)!)) {
			columns.set(key, [i])
			ranks.set(key, rank)
		}
	})
	return columns.has('date') && (columns.has('amount') || columns.has('debit') || columns.has('credit'))
		? columns
		: null
}

/**
 * What a row outside the table says: names with their values, each pair in one cell ("账号：999") or in two. A row of
 * the table is none: it does not begin with such a name (`anywhere` is for rows before the header).
 */
export function keyedValues(cells: readonly string[], anywhere: boolean): { key: CsvKey; value: string }[] {
	const parts = cells.flatMap((cell) => cell.split(/\s+(?=[^\s:：]{1,12}[:：])/)).filter((part) => part !== '')
	const pairs: { at: number; key: CsvKey; value: string }[] = []
	parts.forEach((part, at) => {
		const [name = '', ...rest] = part.split(/[:：]/)
		const found = columnNamed(keys, name)
		const value = rest.join(':').trim() || parts[at + 1]
		if (found && value !== undefined) pairs.push({ at, key: found.key, value })
	})
	return anywhere || pairs[0]?.at === 0 ? pairs : []
}

const totals = /^(本页|累计|借方|贷方|收入|支出)?(总?合计|总计|小计|总?笔数|总?金?额合计|totals?\b|sum\b)/i

/** Whether a row sums up others: its first filled cell says so. */
export const isTotalsRow = (cells: readonly string[]) => totals.test(cells.find((cell) => cell !== '') ?? '')
