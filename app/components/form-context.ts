import { createContext, useContext } from 'react'

/** What a form answered: everything typed, and a sentence at each field it belongs to ('' for the whole form). */
export type FormAnswer = { intent: string; values: Record<string, string>; errors: Record<string, string[]> }

export type FormState = {
	/** prefix of every control's id */
	id: string
	answer: FormAnswer | undefined
	isPending: boolean
	takesFiles: boolean
}

const outside: FormState = { id: 'form', answer: undefined, isPending: false, takesFiles: false }

export const FormContext = createContext<FormState>(outside)

/** The form a field stands in: what came back, and whether it is on its way. */
export const useFormState = () => useContext(FormContext)
