/** Looking back: a fund or a voucher as of a past day. */
export const asOf = {
	look_back: 'Look back at an earlier day',
	day: 'Day',
	clock: 'By which date',
	clock_effective: 'Business day: all that was effective by then, also what was entered later',
	clock_recorded: 'Recorded: what stood in the books when the day ended; never changes',
	show: 'Show this day',
	refused: 'This day cannot be shown yet: by business day the latest is today, as recorded it is yesterday.',
	past_effective: 'You are looking at the past: business days up to {day}',
	past_recorded: 'You are looking at the past: the books as they stood at the end of {day}',
	past_note: 'Only the figures named here are of that day. To act, go back to now.',
	back: 'Back to now',
	balances: 'Balances of {day}',
	gone: 'Gone (CNY)',
} as const
