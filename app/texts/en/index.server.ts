import type { zh } from '../zh/index.server.ts'
import { common } from './common.ts'
import { field } from './field.ts'
import { refusal } from './refusal.ts'
import { status } from './status.ts'

/** English texts: every namespace and key the Chinese catalogue has (checked by the compiler). */
export const en = { common, field, refusal, status } as const satisfies {
	[N in keyof typeof zh]: { [K in keyof (typeof zh)[N]]: string }
}
