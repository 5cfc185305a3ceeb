/** One guard of the books and how it is taken away. */
export type MoneyGuard = { name: string } & Removal
type Removal =
	| { function: string; replace: string; by: string }
	| { table: string; constraint: string }
	| { index: string }
	| { table: string; trigger: string }

/** A piece of a function's text, replaced. */
export const inFunction = (name: string, of: string, replace: string, by = ''): MoneyGuard => ({
	name,
	function: of,
	replace,
	by,
})
export const constraint = (name: string, table: string, of: string): MoneyGuard => ({ name, table, constraint: of })
export const trigger = (name: string, table: string, of: string): MoneyGuard => ({ name, table, trigger: of })

export const stateTest = (of: string, row: string, state: string) =>
	inFunction(`${of}: its state`, of, `IF ${row}.state <> '${state}' THEN`, 'IF false THEN')
