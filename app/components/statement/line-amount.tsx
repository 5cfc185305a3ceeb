import { Amount, Figure } from '#app/components/ui/amount.tsx'

/** A bank line's amount: to the fen, or as the bank sent it when it is no amount of ours. */
export function LineAmount({
	line,
	large,
}: {
	line: { amount: string; amountFen: bigint | null; currency: string }
	large?: boolean
}) {
	if (line.amountFen === null)
		return (
			<span className="amt">
				{line.amount.replace('-', '−')} {line.currency}
			</span>
		)
	return large ? <Amount fen={line.amountFen} large signed /> : <Figure fen={line.amountFen} signed />
}
