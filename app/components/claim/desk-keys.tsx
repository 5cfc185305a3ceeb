import { useNavigate } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useT } from '#app/components/texts.tsx'
import type { ClaimListItem } from '#app/domain/claims/claims.server.ts'
import { paths } from '#app/web/paths.ts'
import { neighbours } from './desk-queue.tsx'

const storageKey = 'desk-keys'
/** Papers by key: 1 to 4. */
const papers = ['contract', 'fapiao', 'transfer-slip', 'report']

type DeskKeysProps = { number: string; queue: readonly ClaimListItem[]; canReview: boolean }

/**
 * Single keys of the review desk, where there is script: J and K to the next and the previous claim, 1–4 the papers, A to
 * approve, R to the return form. Off while typing, and for good by the button.
 */
export function DeskKeys({ number, queue, canReview }: DeskKeysProps) {
	const { t } = useT()
	const navigate = useNavigate()
	const [isOn, setIsOn] = useState<boolean | null>(null)
	useEffect(() => setIsOn(localStorage.getItem(storageKey) !== 'off'), [])

	useEffect(() => {
		if (!isOn) return
		const { previous, next } = neighbours(number, queue)
		const onKey = (event: KeyboardEvent) => {
			if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
			const key = event.key.toLowerCase()
			if (key === 'j' && next) navigate(paths.deskClaim(next))
			else if (key === 'k' && previous) navigate(paths.deskClaim(previous))
			else if (key === 'a') document.querySelector<HTMLFormElement>('#approve-all form')?.requestSubmit()
			else if (key === 'r') openReturn()
			else if (papers[Number(key) - 1]) navigate(withPaper(papers[Number(key) - 1]!), { preventScrollReset: true })
			else return
			event.preventDefault()
		}
		document.addEventListener('keydown', onKey)
		return () => document.removeEventListener('keydown', onKey)
	}, [isOn, number, queue, navigate])

	if (isOn === null) return null
	const turn = () => {
		localStorage.setItem(storageKey, isOn ? 'off' : 'on')
		setIsOn(!isOn)
	}
	return (
		<span className="row tiny faint wide-only">
			{isOn ? (
				<>
					<kbd>J</kbd>
					<kbd>K</kbd> {t('claimDesk.key_move')} <kbd>1</kbd>–<kbd>4</kbd> {t('claimDesk.key_papers')}
					{canReview ? (
						<>
							<kbd>A</kbd> {t('claimDesk.key_approve')} <kbd>R</kbd> {t('claimDesk.key_return')}
						</>
					) : null}
				</>
			) : null}
			<button type="button" className="btn sm quiet" onClick={turn} aria-pressed={isOn}>
				{t(isOn ? 'claimDesk.keys_off' : 'claimDesk.keys_on')}
			</button>
		</span>
	)
}

/** The same claim and line with another paper on the desk. */
function withPaper(paper: string): string {
	const search = new URLSearchParams(location.search)
	search.set('paper', paper)
	return `?${search}`
}

const isTyping = (target: EventTarget | null) =>
	target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

function openReturn() {
	const box = document.querySelector<HTMLDetailsElement>('#return')
	if (!box) return
	box.open = true
	box.querySelector<HTMLElement>('input[type=checkbox], textarea')?.focus()
}
