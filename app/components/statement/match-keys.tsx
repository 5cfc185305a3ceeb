import { useEffect, useState } from 'react'
import { useT } from '#app/components/texts.tsx'

const setting = 'match-keys'

/**
 * Keys of the matching desk: J and K go through the lines, 1–9 choose a candidate, Enter matches. They are silent while
 * someone types, can be switched off, and nothing needs them.
 */
export function MatchKeys() {
	const { t } = useT()
	const [isOn, setOn] = useState<boolean | null>(null)
	useEffect(() => setOn(localStorage.getItem(setting) !== 'off'), [])
	useEffect(() => {
		if (!isOn) return
		document.addEventListener('keydown', onKey)
		return () => document.removeEventListener('keydown', onKey)
	}, [isOn])
	if (isOn === null) return null
	const toggle = () => {
		localStorage.setItem(setting, isOn ? 'off' : 'on')
		setOn(!isOn)
	}
	return (
		<span className="push tiny faint row wide-only">
			{isOn ? (
				<span>
					<kbd>J</kbd> <kbd>K</kbd> {t('reconciliation.keys_move')} · <kbd>1</kbd>–<kbd>5</kbd>{' '}
					{t('reconciliation.keys_choose')} · <kbd>Enter</kbd> {t('reconciliation.keys_confirm')}
				</span>
			) : null}
			<button type="button" className="btn quiet sm" aria-pressed={isOn} onClick={toggle}>
				{t('reconciliation.keys')} {t(isOn ? 'reconciliation.keys_on' : 'reconciliation.keys_off')}
			</button>
		</span>
	)
}

function onKey(event: KeyboardEvent) {
	const target = event.target as HTMLElement
	if (
		event.ctrlKey ||
		event.metaKey ||
		event.altKey ||
		target.closest('input:not([type=radio]), textarea, select, [contenteditable]')
	)
		return
	const key = event.key.toLowerCase()
	if (key === 'j' || key === 'k') {
		const lines = [...document.querySelectorAll<HTMLAnchorElement>('.match-grid .q-item')]
		const at = lines.findIndex((line) => line.hasAttribute('aria-current'))
		lines[at + (key === 'j' ? 1 : -1)]?.click()
	} else if (/^[1-9]$/.test(key)) {
		document.querySelector<HTMLInputElement>(`[data-candidate="${key}"]:not(:disabled)`)?.click()
	} else if (key === 'enter' && !target.closest('a, button, summary')) {
		const chosen = document.querySelector<HTMLInputElement>('[data-candidate]:checked')
		chosen?.form?.requestSubmit()
	} else return
	event.preventDefault()
}
