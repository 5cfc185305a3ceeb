import { formatYuan, inWords, sum } from '#app/lib/money.ts'
import type { Sheet, SheetCell, SheetColumn } from '#app/platform/spreadsheet.server.ts'
import type { PayerProfile } from './batch.ts'
import type { OutgoingPayment, PaymentOrder } from './pain001.ts'

/** What the sheet says beside the payment order: the budget it is paid from and the paper that approved it. */
export type SheetBasis = {
	approvalDocumentNo: string
	fundName: string
	sourceName: string
	projectCode: string
	functionalClass: string
	economicClass: string
	appropriationDocuments: readonly string[]
}

type Field = {
	head: string
	width: number
	kind: SheetColumn['kind']
	cell: (payment: OutgoingPayment, no: number, basis: SheetBasis) => SheetCell
}

const fields = {
	no: { head: '序号', width: 6, kind: 'number', cell: (_, no) => no },
	name: { head: '收款人全称', width: 34, kind: 'text', cell: (p) => p.accountName },
	account: { head: '收款人账号', width: 26, kind: 'text', cell: (p) => p.accountNo },
	bank: { head: '开户银行', width: 34, kind: 'text', cell: (p) => p.bankName },
	bankCode: { head: '联行号', width: 15, kind: 'text', cell: (p) => p.bankCode },
	amount: { head: '金额（元）', width: 16, kind: 'amount', cell: (p) => p.amountFen },
	code: { head: '附言', width: 14, kind: 'text', cell: (p) => p.code },
	purpose: { head: '用途', width: 26, kind: 'text', cell: (p) => `科技创新券兑付 ${p.number}` },
	advice: { head: '明细', width: 48, kind: 'text', cell: (p) => p.advice.join('；') },
	project: { head: '项目编码', width: 18, kind: 'text', cell: (_, __, b) => b.projectCode },
	functional: { head: '功能分类', width: 12, kind: 'text', cell: (_, __, b) => b.functionalClass },
	economic: { head: '经济分类', width: 12, kind: 'text', cell: (_, __, b) => b.economicClass },
	documents: { head: '指标文号', width: 24, kind: 'text', cell: (_, __, b) => b.appropriationDocuments.join('、') },
} as const satisfies Record<string, Field>

/** The columns each kind of payer takes, in its order. */
const columnsOf: Readonly<Record<PayerProfile, readonly (keyof typeof fields)[]>> = {
	own_account: ['no', 'account', 'name', 'bank', 'bankCode', 'amount', 'code', 'purpose', 'advice'],
	zero_balance: [
		'no',
		'project',
		'functional',
		'economic',
		'name',
		'account',
		'bank',
		'bankCode',
		'amount',
		'code',
		'advice',
	],
	finance_bureau: [
		'no',
		'documents',
		'project',
		'functional',
		'economic',
		'name',
		'account',
		'bank',
		'bankCode',
		'amount',
		'code',
		'advice',
	],
}

const titles: Readonly<Record<PayerProfile, string>> = {
	own_account: '科技创新券兑付付款清单',
	zero_balance: '科技创新券兑付零余额账户支付申请表',
	finance_bureau: '科技创新券兑付财政直接支付申请表',
}

/** The application sheet of a batch for whoever pays: the finance bureau, a treasury account or the authority's bank. */
export function paymentSheet(order: PaymentOrder, basis: SheetBasis, profile: PayerProfile): Sheet {
	const chosen: readonly Field[] = columnsOf[profile].map((name) => fields[name])
	const total = sum(order.payments.map((payment) => payment.amountFen))
	const amountAt = columnsOf[profile].indexOf('amount')
	return {
		name: order.batchNumber,
		title: [
			...(order.isTest ? ['TEST 演示数据，不得付款'] : []),
			`${titles[profile]}　${order.batchNumber}`,
			`申请单位：${order.initiator.name}　付款账户：${order.payer.accountName} ${order.payer.accountNo} ${order.payer.bankName}`,
			`资金：${basis.fundName}（${basis.sourceName}）　审批文号：${basis.approvalDocumentNo}　日期：${order.executionOn}`,
			`共 ${order.payments.length} 笔，合计 ¥${formatYuan(total)}（大写：${inWords(total)}）`,
		],
		columns: chosen.map(({ head, width, kind }) => ({ head, width, kind })),
		rows: order.payments.map((payment, i) => chosen.map((field) => field.cell(payment, i + 1, basis))),
		foot: chosen.map((_, i) => (i === amountAt ? total : i === 0 ? '合计' : '')),
	}
}
