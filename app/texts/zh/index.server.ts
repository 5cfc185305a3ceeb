import { common } from './common.ts'
import { field } from './field.ts'
import { refusal } from './refusal.ts'
import { status } from './status.ts'

/** Chinese texts by namespace. A page asks for the namespaces it shows; see web/texts.server.ts. */
export const zh = { common, field, refusal, status } as const
export type Namespace = keyof typeof zh
