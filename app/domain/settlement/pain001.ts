import { type Money, plainYuan, sum } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import { xmlText } from '#app/lib/xml.ts'

/** Who pays or is paid: 户名, 账号, 开户行, 12-digit 联行号. */
export type BankParty = { accountName: string; accountNo: string; bankName: string; bankCode: string }

/** One payment of a file, with the lines of its remittance advice. */
export type OutgoingPayment = BankParty & {
	number: string
	endToEndId: string
	/** the short unique code in 附言 */
	code: string
	amountFen: Money
	advice: readonly string[]
}

/** All of a batch that one payer account pays. */
export type PaymentOrder = {
	messageId: string
	batchNumber: string
	createdAt: Date
	executionOn: LocalDate
	initiator: { name: string; creditCode: string }
	payer: BankParty
	payments: readonly OutgoingPayment[]
	/** demo accounts: marked so that no bank takes it for money */
	isTest: boolean
}

const adviceLinesMax = 20

/**
 * The payment file for the payer's bank: ISO 20022 pain.001.001.09, one payer account, one transaction per payment.
 * Amounts are exact decimals. Names too long for the schema are cut, ids never: an id that does not fit, or no
 * payments, throws RangeError.
 */
export function pain001(order: PaymentOrder): string {
	if (order.payments.length === 0) throw new RangeError('a payment file needs a payment')
	const count = order.payments.length
	const total = plainYuan(sum(order.payments.map((payment) => payment.amountFen)))
	const groups = [
		element('MsgId', id(order.messageId)),
		element('CreDtTm', `${order.createdAt.toISOString().slice(0, 19)}Z`),
		order.isTest ? element('Authstn', element('Prtry', 'TEST 演示数据，不得付款')) : '',
		element('NbOfTxs', String(count)),
		element('CtrlSum', total),
		element('InitgPty', partyName(order.initiator.name) + organisationId(order.initiator.creditCode)),
	]
	const instruction = [
		element('PmtInfId', id(order.batchNumber)),
		element('PmtMtd', 'TRF'),
		// why: one bank line per payment, so that each can be matched by itself
		element('BtchBookg', 'false'),
		element('NbOfTxs', String(count)),
		element('CtrlSum', total),
		element('PmtTpInf', element('InstrPrty', 'NORM')),
		element('ReqdExctnDt', element('Dt', order.executionOn)),
		element('Dbtr', partyName(order.payer.accountName) + organisationId(order.initiator.creditCode)),
		element('DbtrAcct', account(order.payer.accountNo) + element('Ccy', 'CNY')),
		element('DbtrAgt', bank(order.payer)),
		order.isTest ? element('InstrForDbtrAgt', 'TEST 演示数据，不得付款') : '',
		...order.payments.map((payment) => transaction(payment, order)),
	]
	return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
<CstmrCdtTrfInitn>
${element('GrpHdr', groups.join(''))}
${element('PmtInf', instruction.filter((part) => part !== '').join('\n'))}
</CstmrCdtTrfInitn>
</Document>
`
}

function transaction(payment: OutgoingPayment, order: PaymentOrder): string {
	if (payment.amountFen <= 0n) throw new RangeError(`payment ${payment.number} pays nothing`)
	const told = [
		`${order.isTest ? 'TEST ' : ''}${payment.code} 科技创新券兑付 ${payment.number}`,
		...payment.advice.slice(0, adviceLinesMax),
		...(payment.advice.length > adviceLinesMax
			? [`另有 ${payment.advice.length - adviceLinesMax} 笔，见付款通知`]
			: []),
	]
	return element(
		'CdtTrfTxInf',
		[
			element('PmtId', element('InstrId', id(payment.number)) + element('EndToEndId', id(payment.endToEndId))),
			element('Amt', `<InstdAmt Ccy="CNY">${plainYuan(payment.amountFen)}</InstdAmt>`),
			element('CdtrAgt', bank(payment)),
			element('Cdtr', partyName(payment.accountName)),
			element('CdtrAcct', account(payment.accountNo)),
			element('RmtInf', told.map((line) => element('Ustrd', xmlText(cut(line, 140)))).join('')),
		].join(''),
	)
}

const element = (name: string, content: string) => `<${name}>${content}</${name}>`
const partyName = (name: string) => element('Nm', xmlText(cut(name, 140)))
const organisationId = (creditCode: string) =>
	element(
		'Id',
		element('OrgId', element('Othr', element('Id', id(creditCode)) + element('SchmeNm', element('Prtry', 'USCC')))),
	)

function account(accountNo: string): string {
	if (!/^[0-9A-Za-z-]{1,34}$/.test(accountNo)) throw new RangeError(`not an account number: ${accountNo}`)
	return element('Id', element('Othr', element('Id', accountNo)))
}

function bank({ bankName, bankCode }: BankParty): string {
	if (!/^\d{12}$/.test(bankCode)) throw new RangeError(`not a 12-digit bank code: ${bankCode}`)
	const member = element('ClrSysId', element('Cd', 'CNAPS')) + element('MmbId', bankCode)
	return element('FinInstnId', element('ClrSysMmbId', member) + element('Nm', xmlText(cut(bankName, 140))))
}

function id(text: string): string {
	if (text === '' || [...text].length > 35) throw new RangeError(`an id of 1 to 35 characters: ${text}`)
	return xmlText(text)
}

/** At most `length` characters, without cutting one in two. */
function cut(text: string, length: number): string {
	const characters = [...text.trim()]
	return characters.length <= length ? characters.join('') : characters.slice(0, length).join('')
}
