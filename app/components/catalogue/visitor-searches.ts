const place = 'recent-searches'
const most = 10

/** What a visitor looked for lately: kept in this browser alone, and only where it allows that. */
export function visited(): string[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
		return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string').slice(0, most) : []
	} catch {
		return []
	}
}

/** Notes what a visitor looked for. */
export function noteVisited(typed: string): void {
	const text = typed.trim().slice(0, 100)
	if (text === '') return
	try {
		localStorage.setItem(place, JSON.stringify([text, ...visited().filter((other) => other !== text)].slice(0, most)))
	} catch {
		// a browser that keeps nothing: there is nothing to show later
	}
}

/** Forgets it. */
export function forgetVisited(): void {
	try {
		localStorage.removeItem(place)
	} catch {
		// as above
	}
}
