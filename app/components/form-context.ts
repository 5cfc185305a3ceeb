import { createContext, useContext } from 'react'
import type { FormResult } from '#app/lib/form-result.ts'

export type FormState = {
	/** prefix of every control's id */
	id: string
	answer: FormResult | undefined
	isPending: boolean
	takesFiles: boolean
}

const outside: FormState = { id: 'form', answer: undefined, isPending: false, takesFiles: false }

export const FormContext = createContext<FormState>(outside)

/** The form a field stands in: what came back, and whether it is on its way. */
export const useFormState = () => useContext(FormContext)
