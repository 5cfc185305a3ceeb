import type { ReactNode } from 'react'
import { useFormResult } from '#app/components/form.tsx'
import { Confirm, Disclosure } from '#app/components/ui/disclosure.tsx'

type FormDisclosureProps = {
	intent: string
	/** another form inside */
	also?: string
	summary: ReactNode
	open?: boolean
	children: ReactNode
}

/** A form behind its name; it stands open when it came back with something to put right. */
export function FormDisclosure({ intent, also = intent, summary, open = false, children }: FormDisclosureProps) {
	const cameBack = [useFormResult(intent), useFormResult(also)].some((answer) => answer !== undefined)
	return (
		<Disclosure summary={summary} open={open || cameBack}>
			{children}
		</Disclosure>
	)
}

type FormConfirmProps = { intent: string; label: ReactNode; question: ReactNode; children: ReactNode }

/** The second look before money moves; it stands open when its form came back refused. */
export function FormConfirm({ intent, label, question, children }: FormConfirmProps) {
	const cameBack = useFormResult(intent) !== undefined
	return (
		<Confirm variant="primary" label={label} question={question} open={cameBack}>
			{children}
		</Confirm>
	)
}
