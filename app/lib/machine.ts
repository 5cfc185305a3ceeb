import { DomainError } from './errors.ts'

/** A life cycle as a table: each event says from which states it may happen and where it leads. */
export type Machine<State extends string, Event extends string> = Readonly<
	Record<Event, { from: readonly State[]; to: State }>
>

/** The state after `event`. Throws DomainError state.not_allowed when the event may not happen in `state`. */
export function step<S extends string, E extends string>(machine: Machine<S, E>, event: E, state: S): S {
	const { from, to } = machine[event]
	if (!from.includes(state)) throw new DomainError('state.not_allowed', { event, state })
	return to
}

/** The events possible now: the same table that guards the transitions draws the buttons. */
export function offers<S extends string, E extends string>(machine: Machine<S, E>, state: S): E[] {
	return (Object.keys(machine) as E[]).filter((event) => machine[event].from.includes(state))
}
