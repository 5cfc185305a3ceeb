import { useNavigate } from '@remix-run/react'
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { useFrame } from '#app/components/frame/frame-data.ts'
import { useT } from '#app/components/texts.tsx'
import { Icon } from '#app/components/ui/icon.tsx'
import { paths } from '#app/web/paths.ts'
import type { SuggestAnswer, SuggestedItem } from '#app/web/suggest-answer.ts'
import { forgetVisited, noteVisited, visited } from './visitor-searches.ts'

type Row = { kind: SuggestedItem['kind'] | 'recent' | 'clear'; text: string; to: string }

const restMilliseconds = 120
const looksFor = (q: string) => `${paths.services}?${new URLSearchParams({ q })}`

/** What may be meant by the words typed so far. A later question ends the one under way. */
function useSuggestions() {
	const [rows, setRows] = useState<Row[]>([])
	const under = useRef<{ timer?: ReturnType<typeof setTimeout>; request?: AbortController }>({})
	const isVisitor = useFrame()?.actor === null
	const { t } = useT()
	const stop = useCallback(() => {
		clearTimeout(under.current.timer)
		under.current.request?.abort()
	}, [])
	useEffect(() => stop, [stop])
	const recentRows = (texts: readonly string[]): Row[] =>
		texts.length === 0
			? []
			: [
					...texts.map((text) => ({ kind: 'recent' as const, text, to: looksFor(text) })),
					{
						kind: 'clear',
						text: t(isVisitor ? 'common.suggest_clear' : 'common.suggest_manage'),
						to: paths.savedSearches,
					},
				]
	async function read(q: string) {
		const request = new AbortController()
		under.current.request = request
		try {
			const response = await fetch(`${paths.suggest}?${new URLSearchParams({ q })}`, { signal: request.signal })
			if (!response.ok) return setRows([])
			const { items, recent } = (await response.json()) as SuggestAnswer
			setRows(q === '' ? recentRows(recent ?? visited()) : items)
		} catch {
			// ended by a later question, or no network: the form works without
			if (!request.signal.aborted) setRows([])
		}
	}
	const ask = (typed: string) => {
		stop()
		const q = typed.trim()
		if (q === '' && isVisitor) return setRows(recentRows(visited()))
		under.current.timer = setTimeout(() => void read(q), restMilliseconds)
	}
	return { rows, ask, stop, clear: () => setRows([]), isVisitor }
}

type SuggestInputProps = { label: string; placeholder: string; defaultValue?: string }

/**
 * The field of a search form, with suggestions while one types (a combobox after WAI-ARIA 1.2: arrows choose, Enter goes
 * there, Escape closes). Without script it is the field alone.
 */
export function SuggestInput({ label, placeholder, defaultValue }: SuggestInputProps) {
	const { t } = useT()
	const id = useId()
	const navigate = useNavigate()
	const input = useRef<HTMLInputElement>(null)
	const { rows, ask, stop, clear, isVisitor } = useSuggestions()
	const [isReady, setReady] = useState(false)
	const [isWanted, setWanted] = useState(false)
	const [active, setActive] = useState(-1)
	const isOpen = isWanted && rows.length > 0
	const close = () => {
		stop()
		setWanted(false)
		setActive(-1)
	}
	useEffect(() => {
		setReady(true)
		const form = input.current?.form
		const onSubmit = () => {
			if (isVisitor) noteVisited(input.current?.value ?? '')
			stop()
			setWanted(false)
			setActive(-1)
		}
		form?.addEventListener('submit', onSubmit)
		return () => form?.removeEventListener('submit', onSubmit)
	}, [isVisitor, stop])
	const show = (typed: string) => {
		setWanted(true)
		setActive(-1)
		ask(typed)
	}
	const go = (row: Row) => {
		close()
		if (row.kind === 'clear' && isVisitor) {
			forgetVisited()
			return clear()
		}
		navigate(row.to)
	}
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
		if (event.nativeEvent.isComposing) return
		const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
		if (step !== 0) {
			event.preventDefault()
			if (!isOpen) return show(event.currentTarget.value)
			// one place more than there are rows: the field itself
			setActive((now) => ((now + 1 + step + rows.length + 1) % (rows.length + 1)) - 1)
		} else if (event.key === 'Escape' && isOpen) {
			event.preventDefault()
			close()
		} else if (event.key === 'Enter' && isOpen && rows[active]) {
			event.preventDefault()
			go(rows[active])
		} else if (event.key === 'Tab') close()
	}
	const combobox = isReady
		? ({
				role: 'combobox',
				'aria-autocomplete': 'list',
				'aria-expanded': isOpen,
				'aria-controls': `${id}-list`,
				'aria-activedescendant': isOpen && active >= 0 ? `${id}-${active}` : undefined,
				autoComplete: 'off',
			} as const)
		: {}
	return (
		<div className="suggest">
			<input
				ref={input}
				type="text"
				name="q"
				inputMode="search"
				enterKeyHint="search"
				spellCheck={false}
				autoCapitalize="none"
				maxLength={100}
				aria-label={label}
				placeholder={placeholder}
				defaultValue={defaultValue}
				onFocus={(event) => event.currentTarget.value === '' && show('')}
				onInput={(event) => !(event.nativeEvent as InputEvent).isComposing && show(event.currentTarget.value)}
				onCompositionEnd={(event) => show(event.currentTarget.value)}
				onKeyDown={onKeyDown}
				onBlur={close}
				{...combobox}
			/>
			<div
				className="suggest-list"
				id={`${id}-list`}
				role="listbox"
				aria-label={t('common.suggest_label')}
				hidden={!isOpen}
			>
				{rows.map((row, at) => (
					// biome-ignore lint/a11y/useKeyWithClickEvents: the keys of a listbox are the field's
					<div
						key={`${row.kind} ${row.to} ${row.text}`}
						id={`${id}-${at}`}
						role="option"
						tabIndex={-1}
						aria-selected={at === active}
						className={row.kind === 'clear' ? 'minor' : undefined}
						// the field keeps the focus
						onMouseDown={(event) => event.preventDefault()}
						onClick={() => go(row)}
					>
						<Icon name={row.kind === 'recent' ? 'clock' : 'search'} size={16} />
						<span className="text">{row.text}</span>
						{row.kind === 'term' || row.kind === 'clear' ? null : (
							<span className="kind">{t(`common.suggest_${row.kind}`)}</span>
						)}
					</div>
				))}
			</div>
			<span className="sr" aria-live="polite">
				{isOpen ? t('common.suggest_count', { n: rows.length }) : ''}
			</span>
		</div>
	)
}
