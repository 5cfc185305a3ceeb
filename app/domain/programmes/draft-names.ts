/** Names of the controls of a draft beyond the paths of the document itself. Shared by page and server. */

/** How many items a list has, or that an optional block is there. */
export const countName = (path: string) => `${path}@n`
/** Which kind of item to add to a list. */
export const newKindName = (path: string) => `${path}@new`
/** The code of a row of a table. */
export const codeName = (path: string, index: number) => `${path}@${index}`
