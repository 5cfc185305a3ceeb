import { Form, Submit, useFormResult } from './form.tsx'
import { Confirm } from './ui/disclosure.tsx'

type DecisionBoxProps = {
	/** what is decided, and the name under which the form sends it */
	number: string
	field: string
	intents: { approve: string; refuse: string }
	words: {
		label: string
		question: string
		/** who proposed what */
		said: string
		/** what approving does */
		effect: string
		approve: string
		refuse: string
	}
}

/** The second person's decision on a proposal: what it does is said first, and both ways are one press. */
export function DecisionBox({ number, field, intents, words }: DecisionBoxProps) {
	const failed = useFormResult(intents.approve, number)
	return (
		<Confirm small label={words.label} question={words.question} open={failed !== undefined}>
			<p className="small">{words.said}</p>
			<p className="small">{words.effect}</p>
			<div className="row">
				<Form intent={intents.approve} id={number} className="row">
					<input type="hidden" name={field} value={number} />
					<Submit small>{words.approve}</Submit>
				</Form>
				<Form intent={intents.refuse} id={`no-${number}`} className="row">
					<input type="hidden" name={field} value={number} />
					<Submit small variant="quiet">
						{words.refuse}
					</Submit>
				</Form>
			</div>
		</Confirm>
	)
}
