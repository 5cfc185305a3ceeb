/** A document's number up to this length is not broken: 云财预〔2026〕17号 */
const shortest = 20

/** The number of a decision between levels, with the document's own below. */
export const DecisionNumber = ({ row }: { row: { number: string; decisionNo: string } }) => (
	<>
		<span className="code nowrap">{row.number}</span>
		<div className={`tiny faint${row.decisionNo.length <= shortest ? ' nowrap' : ''}`}>{row.decisionNo}</div>
	</>
)
