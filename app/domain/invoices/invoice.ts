/** What the tax bureau's look-up (查验) said of an invoice. */
export const verifications = ['genuine', 'not_found', 'void'] as const
export type Verification = (typeof verifications)[number]
