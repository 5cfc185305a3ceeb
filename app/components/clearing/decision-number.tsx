/** The number of a decision between levels, with the document's own below. */
export const DecisionNumber = ({ row }: { row: { number: string; decisionNo: string } }) => (
	<>
		<span className="code nowrap">{row.number}</span>
		<div className="tiny faint">{row.decisionNo}</div>
	</>
)
