/** What a form gets back when it was not done: everything typed, and a sentence at each field it belongs to. */
export type FormResult = {
	intent: string
	/** values as typed, by field name */
	values: Record<string, string>
	/** sentences by field name; '' holds those of the whole form */
	errors: Record<string, string[]>
}
