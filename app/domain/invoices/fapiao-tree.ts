import { type XmlListener, XmlReader } from '#app/lib/xml.ts'
import { type FapiaoFigures, noFigures } from './fapiao-reading.ts'
import { figureAmount, figureCode, figureDay, figureNumber, figureText } from './figure.ts'

/** Names under which the schemas of fapiao files keep a figure, best first: 数电票, 增值税电子发票 (original_invoice), tax-control exports. */
const names: Record<keyof FapiaoFigures, readonly string[]> = {
	number: ['InvoiceNumber', 'InvoiceNo', 'EIid', 'Fphm', 'FPHM', '发票号码'],
	code: ['InvoiceCode', 'Fpdm', 'FPDM', '发票代码'],
	issuedOn: ['IssueTime', 'IssueDate', 'InvoiceDate', 'RequestTime', 'Kprq', 'KPRQ', '开票日期'],
	sellerName: ['SellerName', 'Xfmc', 'XFMC', '销售方名称'],
	sellerCode: ['SellerIdNum', 'SellerTaxID', 'SellerTaxNo', 'Xfsh', 'XFSH', '销售方纳税人识别号'],
	buyerName: ['BuyerName', 'Gfmc', 'GFMC', '购买方名称'],
	buyerCode: ['BuyerIdNum', 'BuyerTaxID', 'BuyerTaxNo', 'Gfsh', 'GFSH', '购买方纳税人识别号'],
	totalFen: ['TotalTax-includedAmount', 'TaxInclusiveTotalAmount', 'TotalAmount', 'Jshj', 'JSHJ', '价税合计'],
	taxFen: ['TotalTaxAm', 'TaxTotalAmount', 'TotalTax', 'Hjse', 'HJSE', '合计税额'],
	netFen: ['TotalAmWithoutTax', 'TaxExclusiveTotalAmount', 'Hjje', 'HJJE', '合计金额'],
}

const readers: Record<keyof FapiaoFigures, (text: string) => string | null> = {
	number: figureNumber,
	code: figureCode,
	issuedOn: figureDay,
	sellerName: figureText,
	sellerCode: figureCode,
	buyerName: figureText,
	buyerCode: figureCode,
	totalFen: figureAmount,
	taxFen: figureAmount,
	netFen: figureAmount,
}

/** Figures from named values: the elements of an XML file, the tags of an OFD, the properties of a PDF. */
export function figuresOf(values: ReadonlyMap<string, string>): FapiaoFigures {
	const figures: Record<string, string | null> = {}
	for (const [field, candidates] of Object.entries(names) as [keyof FapiaoFigures, readonly string[]][]) {
		const said = candidates.map((name) => values.get(name)).find((value) => value !== undefined && value.trim() !== '')
		figures[field] = said === undefined ? null : readers[field](said)
	}
	return completed(figures as unknown as FapiaoFigures)
}

/** A fully electronic fapiao has no code; of net, tax and total two give the third. */
export function completed(figures: FapiaoFigures): FapiaoFigures {
	const { number, totalFen, taxFen, netFen } = figures
	const code = figures.code ?? (number?.length === 20 ? '' : null)
	const amount = (text: string | null) => (text === null ? null : BigInt(text))
	const [total, tax, net] = [amount(totalFen), amount(taxFen), amount(netFen)]
	return {
		...figures,
		code,
		totalFen: totalFen ?? (net !== null && tax !== null ? String(net + tax) : null),
		taxFen: taxFen ?? (net !== null && total !== null ? String(total - net) : null),
		netFen: netFen ?? (total !== null && tax !== null ? String(total - tax) : null),
	}
}

/** What the first of these does not say is taken from the next. */
export const mergedFigures = (all: readonly FapiaoFigures[]): FapiaoFigures =>
	completed(
		all.reduce((merged, next) => {
			const filled = Object.entries(next).map(([field, value]) => [
				field,
				merged[field as keyof FapiaoFigures] ?? value,
			])
			return Object.fromEntries(filled) as FapiaoFigures
		}, noFigures),
	)

const valueMost = 2000

/** The first text of each element of an XML file by its local name. Throws XmlFault. */
export function elementValues(xml: string): Map<string, string> {
	const values = new Map<string, string>()
	const open: { name: string; text: string }[] = []
	const listener: XmlListener = {
		open: (name, attributes) => {
			// OFD keeps its own properties as <CustomData Name="发票号码">
			open.push({ name: name === 'CustomData' ? (attributes.Name ?? name) : name, text: '' })
		},
		text: (value) => {
			const at = open.at(-1)
			if (at && at.text.length < valueMost) at.text += value
		},
		close: () => {
			const { name, text } = open.pop()!
			if (text.trim() !== '' && !values.has(name)) values.set(name, text.trim().slice(0, valueMost))
		},
	}
	const reader = new XmlReader(listener)
	reader.write(xml)
	reader.end()
	return values
}
