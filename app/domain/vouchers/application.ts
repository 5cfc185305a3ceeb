import type { Machine } from '#app/lib/machine.ts'

export const applicationStates = ['submitted', 'returned', 'granted', 'refused', 'withdrawn', 'not_drawn'] as const
export type ApplicationState = (typeof applicationStates)[number]

/** Every step of an application (申领). A returned one comes back to the same queue; `not_drawn` is where only a draw leads. */
export const applicationMachine = {
	grant: { from: ['submitted'], to: 'granted' },
	return: { from: ['submitted'], to: 'returned' },
	refuse: { from: ['submitted'], to: 'refused' },
	resubmit: { from: ['returned'], to: 'submitted' },
	withdraw: { from: ['submitted', 'returned'], to: 'withdrawn' },
} as const satisfies Machine<ApplicationState, string>
export type ApplicationEvent = keyof typeof applicationMachine

/** Who may take a step: the applicant, or the authority's officers. */
export const applicationPermission = {
	grant: 'application.decide',
	return: 'application.decide',
	refuse: 'application.decide',
	resubmit: 'application.submit',
	withdraw: 'application.submit',
} as const satisfies Record<ApplicationEvent, string>

/** An application stands in the way of another one of the same enterprise in the same round while it is one of these. */
export const liveApplicationStates = ['submitted', 'returned', 'granted'] as const satisfies readonly ApplicationState[]
