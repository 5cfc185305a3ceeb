import type { zh } from '../zh/index.server.ts'
import { catalogue } from './catalogue.ts'
import { common } from './common.ts'
import { desk } from './desk.ts'
import { field } from './field.ts'
import { fund } from './fund.ts'
import { home } from './home.ts'
import { identity } from './identity.ts'
import { listings } from './listings.ts'
import { operator } from './operator.ts'
import { order } from './order.ts'
import { refusal } from './refusal.ts'
import { status } from './status.ts'
import { voucher } from './voucher.ts'

/** English texts: every namespace and key the Chinese catalogue has (checked by the compiler). */
export const en = {
	catalogue,
	common,
	desk,
	field,
	fund,
	home,
	identity,
	listings,
	operator, order,
	refusal,
	status, voucher, } as const satisfies {
	[N in keyof typeof zh]: { [K in keyof (typeof zh)[N]]: string }
}
