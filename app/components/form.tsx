import { Form as RemixForm, useActionData, useLocation, useMatches, useNavigation } from '@remix-run/react'
import { Children, type FormEvent, isValidElement, type ReactNode, useEffect, useRef, useState } from 'react'
import type { FormResult } from '#app/lib/form-result.ts'
import { FormContext, useFormState } from './form-context.ts'
import { useT } from './texts.tsx'
import type { Variant } from './ui/button.tsx'
import { Icon, type IconName } from './ui/icon.tsx'

/** What the page's form `intent` got back, when it was not done. `id` tells apart several forms of one intent. */
export function useFormResult(intent: string, id?: string): FormResult | undefined {
	const answer = useActionData() as FormResult | undefined
	if (answer?.intent !== intent || !answer.errors) return undefined
	return id === undefined || answer.values.form === id ? answer : undefined
}

/**
 * Names the filling-in under way: another one begins on another page, when the form was sent and done, and when it came
 * back filled in. Whatever else the page learns meanwhile, what is being typed stays.
 */
function useBegun(isPending: boolean, answer: FormResult | undefined): string {
	const { pathname, search } = useLocation()
	const [times, setTimes] = useState(0)
	const wasPending = useRef(isPending)
	const isFilledIn = answer?.note !== undefined
	const isDone = wasPending.current && !isPending && answer === undefined
	useEffect(() => {
		wasPending.current = isPending
		if (isDone) setTimes((n) => n + 1)
	}, [isPending, isDone])
	useEffect(() => {
		if (isFilledIn && answer) setTimes((n) => n + 1)
	}, [isFilledIn, answer])
	return `${pathname}${search} ${times}`
}

/** The idempotency key the page's loader made for its forms. */
function useFormKey(): string | undefined {
	const keys = useMatches().map((match) => (match.data as { formKey?: string } | undefined)?.formKey)
	return keys.findLast((key) => key !== undefined)
}

type FormProps = {
	/** which of the page's intents this form asks for */
	intent: string
	/** needed when several forms of one intent stand on a page, e.g. one per row */
	id?: string
	/** the form carries files */
	files?: boolean
	/** another page's action */
	action?: string
	className?: string
	label?: string
	children: ReactNode
}

/**
 * A form of ours: names its intent, carries the idempotency key, shows what is to be put right on top, keeps what was
 * typed, and sends once. Works without script: then the page comes back with the same answer.
 */
export function Form({ intent, id, files = false, action, className, label, children }: FormProps) {
	const answer = useFormResult(intent, id)
	const formKey = useFormKey()
	const navigation = useNavigation()
	const sent = navigation.formData
	const isPending = sent?.get('intent') === intent && (id === undefined || sent.get('form') === id)
	const formId = id ?? intent
	const begun = useBegun(isPending, answer)
	const onSubmit = (event: FormEvent) => {
		if (isPending) event.preventDefault()
	}
	return (
		<FormContext.Provider value={{ id: formId, answer, isPending, takesFiles: files }}>
			<RemixForm
				key={begun}
				method="post"
				action={action}
				encType={files ? 'multipart/form-data' : undefined}
				className={className ?? 'form'}
				aria-label={label}
				noValidate
				onSubmit={onSubmit}
			>
				<input type="hidden" name="intent" value={intent} />
				{id === undefined ? null : <input type="hidden" name="form" value={id} />}
				{formKey ? <input type="hidden" name="formKey" value={formKey} /> : null}
				<ErrorSummary labels={labelsOf(children)} />
				{children}
			</RemixForm>
		</FormContext.Provider>
	)
}

/** Labels of the fields inside, by name: the summary calls each error by its field. */
function labelsOf(children: ReactNode): Record<string, ReactNode> {
	const labels: Record<string, ReactNode> = {}
	Children.forEach(children, (child) => {
		if (!isValidElement<{ name?: string; label?: ReactNode; children?: ReactNode }>(child)) return
		const { name, label, children: inner } = child.props
		if (name && label) labels[name] = label
		if (inner) Object.assign(labels, labelsOf(inner))
	})
	return labels
}

function ErrorSummary({ labels }: { labels: Record<string, ReactNode> }) {
	const { t } = useT()
	const { id, answer } = useFormState()
	const box = useRef<HTMLDivElement>(null)
	useEffect(() => {
		if (answer) box.current?.focus()
	}, [answer])
	if (!answer) return null
	if (answer.note)
		return (
			<div className="note-box go" role="status" tabIndex={-1} ref={box}>
				<Icon name="info" />
				<p className="strong">{answer.note}</p>
			</div>
		)
	const fields = Object.keys(answer.errors).filter((name) => name !== '')
	const ofAll = answer.errors[''] ?? []
	return (
		<div className="note-box stop" role="alert" tabIndex={-1} ref={box}>
			<Icon name="alert" />
			{ofAll.map((sentence) => (
				<p key={sentence} className="strong">
					{sentence}
				</p>
			))}
			{fields.length > 0 ? <p className="strong">{t('common.to_correct', { n: fields.length })}</p> : null}
			{fields.length > 0 ? (
				<ul className="row">
					{fields.map((name) => (
						<li key={name}>
							<a href={`#${id}-${name}`}>{labels[name] ?? answer.errors[name]?.[0]}</a>
						</li>
					))}
				</ul>
			) : null}
		</div>
	)
}

type SubmitProps = { variant?: Variant; small?: boolean; block?: boolean; icon?: IconName; children: ReactNode }

/** The form's button: verb + consequence. While the form is on its way it says so and sends nothing more. */
export function Submit({ variant = 'primary', small, block, icon, children }: SubmitProps) {
	const { isPending } = useFormState()
	const { t } = useT()
	const className = ['btn', variant === 'plain' ? '' : variant, small ? 'sm' : '', block ? 'block' : '']
	return (
		<button
			type="submit"
			className={className.filter(Boolean).join(' ')}
			aria-busy={isPending || undefined}
			aria-disabled={isPending || undefined}
		>
			{icon ? <Icon name={icon} /> : null}
			{isPending ? t('common.working') : children}
		</button>
	)
}
