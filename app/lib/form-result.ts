/** What a form gets back when it was not done: everything typed, and a sentence at each field it belongs to. */
export type FormResult = {
	intent: string
	/** values as typed, by field name */
	values: Record<string, string>
	/** sentences by field name; '' holds those of the whole form */
	errors: Record<string, string[]>
	/** the refusal it was, when it was one */
	code?: string
	/** nothing is wrong: the form comes back filled in, and this says with what */
	note?: string
}
