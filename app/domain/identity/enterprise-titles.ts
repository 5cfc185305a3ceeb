/** Titles an enterprise may say it holds; texts `identity.title_…`. Codes are those of the programme documents. */
export const titleCodes = ['tech_sme', 'high_tech', 'specialised', 'little_giant', 'gazelle'] as const
export type TitleCode = (typeof titleCodes)[number]

/** Kinds of incubator an enterprise may sit in. */
export const incubatorKinds = ['benchmark', 'national', 'provincial', 'city'] as const

/** Legal forms and sizes of an enterprise that registers itself (teams and makers act through an agent). */
export const enterpriseLegalForms = ['legal_person', 'unincorporated', 'sole_trader'] as const
export const enterpriseSizes = ['micro', 'small', 'medium', 'large'] as const
