import type { EnterpriseFacts } from '#app/domain/programmes/enterprise-facts.ts'
import type { Facts, LineFacts, ProviderFacts } from '#app/domain/programmes/facts.ts'
import { fen, least, sum } from '#app/lib/money.ts'
import type { LocalDate } from '#app/lib/time.ts'
import type { ClaimHead } from './claim-head.server.ts'
import type { ClaimLineView } from './claim-lines.server.ts'

type Around = {
	enterprise: EnterpriseFacts
	/** facts of a line's provider; who is not on the platform has none */
	providerOf: (line: ClaimLineView) => ProviderFacts | undefined
	/** category ids from the root down to a line's own */
	categoriesOf: (line: ClaimLineView) => string[] | undefined
	/** what enterprise and a line's provider are to each other, where that is a fact; undefined: taken from the commitment */
	relationOf: (line: ClaimLineView) => LineFacts['relation']
	round: Facts['round']
	fund: Facts['fund']
	/** the day it is decided: that of the first submission, so that a correction does not come too late */
	at: LocalDate
}

/** A claim as a question to its programme's rules. */
export function factsOfClaim(head: Pick<ClaimHead, 'kind'>, lines: readonly ClaimLineView[], around: Around): Facts {
	if (head.kind === 'reward') return factsOfReward(lines, around)
	const [first] = lines
	const voucher =
		head.kind === 'voucher'
			? {
					heldFen: sum(lines.map((line) => line.claimedFen)),
					...(first?.useBy ? { useBy: first.useBy } : {}),
					...(first?.redeemBy ? { redeemBy: first.redeemBy } : {}),
				}
			: undefined
	return {
		step: 'claim',
		at: around.at,
		enterprise: around.enterprise,
		lines: lines.map((line) => lineQuestion(line, around)),
		...(voucher ? { voucher } : {}),
		...(around.round ? { round: around.round } : {}),
		...(around.fund ? { fund: around.fund } : {}),
		used: {},
	}
}

/** A reward as a question to its programme's rules: what the provider did in all, less what was taken back since. */
function factsOfReward(lines: readonly ClaimLineView[], around: Around): Facts {
	const questions = lines.map((line): LineFacts => {
		const provider = around.providerOf(line)
		const path = around.categoriesOf(line)
		const { invoiceOn, paidOn, takenBackFen = fen(0), demandedBackFen = fen(0) } = line.basis ?? {}
		const amount = fen(line.baseFen - takenBackFen - demandedBackFen)
		return {
			...(provider ? { provider } : {}),
			service: {
				...(path ? { categories: path } : {}),
				channel: 'platform',
				...(line.quantity === null ? {} : { quantity: line.quantity }),
			},
			money: {
				contractFen: amount,
				serviceFen: amount,
				costFen: amount,
				invoiceFen: amount,
				paidFen: amount,
				...(line.taxRateBp === null ? {} : { taxRateBp: line.taxRateBp }),
			},
			dates: datesOf(line, invoiceOn, paidOn),
		}
	})
	const provider = questions[0]?.provider
	return {
		step: 'claim',
		at: around.at,
		holder: 'provider',
		enterprise: around.enterprise,
		...(provider ? { provider } : {}),
		lines: questions,
		used: {},
	}
}

function lineQuestion(line: ClaimLineView, { providerOf, categoriesOf, relationOf }: Around): LineFacts {
	const provider = providerOf(line)
	const relation = relationOf(line)
	const path = categoriesOf(line)
	const { invoices, payments } = line.papers
	// what a red-letter fapiao took back is neither a cost nor a payment any more
	const takenBack = sum(invoices.flatMap((invoice) => invoice.redLetters.map((red) => red.partFen)))
	const baseFen = takenBack < line.baseFen ? fen(line.baseFen - takenBack) : fen(0)
	// what the voucher paid the provider counts as paid
	const paid = sum([...payments.map((payment) => payment.amountFen), fen(line.baseFen - line.ownFen)])
	const invoiceOn = latest(invoices.map((invoice) => invoice.issuedOn))
	const paidOn = latest(payments.map((payment) => payment.paidOn))
	const otherProgrammes = [...new Set(invoices.flatMap((invoice) => invoice.otherProgrammes ?? []))]
	const rate = taxRate(line)
	const other = sum(invoices.map((invoice) => invoice.otherSubsidyFen))
	return {
		...(provider ? { provider } : {}),
		...(relation ? { relation } : {}),
		...(otherProgrammes.length > 0 ? { otherProgrammes } : {}),
		service: {
			...(path ? { categories: path } : {}),
			channel: line.kind === 'order' ? 'platform' : 'off_platform',
			...(line.quantity === null ? {} : { quantity: line.quantity }),
		},
		money: {
			contractFen: baseFen,
			serviceFen: baseFen,
			costFen: baseFen,
			invoiceFen: sum(invoices.map((invoice) => invoice.partFen)),
			paidFen: takenBack > 0n ? least(paid, baseFen) : paid,
			...(rate === null ? {} : { taxRateBp: rate }),
			// what is not known of here stays with the claimant's commitment
			...(other > 0n ? { otherSubsidyFen: other } : {}),
		},
		dates: datesOf(line, invoiceOn, paidOn),
	}
}

/** The days of a line, those that are known. */
const datesOf = (
	line: ClaimLineView,
	invoiceOn: LocalDate | null | undefined,
	paidOn: LocalDate | null | undefined,
): LineFacts['dates'] => ({
	...(line.contractOn ? { contractOn: line.contractOn } : {}),
	...(line.serviceOn ? { serviceOn: line.serviceOn, acceptedOn: line.serviceOn } : {}),
	...(invoiceOn ? { invoiceOn } : {}),
	...(paidOn ? { paidOn } : {}),
})

/** The tax rate in basis points: as the listing said, else as the invoice's figures give it; null when neither says. */
function taxRate(line: ClaimLineView): number | null {
	if (line.taxRateBp !== null) return line.taxRateBp
	const invoice = line.papers.invoices[0]
	if (!invoice || invoice.totalFen <= invoice.taxFen) return null
	return Math.round(Number((invoice.taxFen * 1_000_000n) / (invoice.totalFen - invoice.taxFen)) / 100)
}

const latest = (days: readonly LocalDate[]): LocalDate | undefined => [...days].sort().at(-1)
