import type { zh } from '#app/texts/zh/index.server.ts'
import { advance } from './advance.ts'
import { asOf } from './as-of.ts'
import { catalogue } from './catalogue.ts'
import { claim } from './claim.ts'
import { claimDesk } from './claim-desk.ts'
import { clawback } from './clawback.ts'
import { clearing } from './clearing.ts'
import { common } from './common.ts'
import { compare } from './compare.ts'
import { correction } from './correction.ts'
import { desk } from './desk.ts'
import { draw } from './draw.ts'
import { drift } from './drift.ts'
import { editor } from './editor.ts'
import { ending } from './ending.ts'
import { field } from './field.ts'
import { fund } from './fund.ts'
import { fundSetup } from './fund-setup.ts'
import { home } from './home.ts'
import { identity } from './identity.ts'
import { imports } from './imports.ts'
import { intake } from './intake.ts'
import { invoice } from './invoice.ts'
import { listings } from './listings.ts'
import { mail } from './mail.ts'
import { media } from './media.ts'
import { mediaEdit } from './media-edit.ts'
import { notice } from './notice.ts'
import { operator } from './operator.ts'
import { order } from './order.ts'
import { period } from './period.ts'
import { programme } from './programme.ts'
import { programmeField } from './programme-field.ts'
import { reconciliation } from './reconciliation.ts'
import { refusal } from './refusal.ts'
import { relation } from './relation.ts'
import { report } from './report.ts'
import { sampling } from './sampling.ts'
import { sanction } from './sanction.ts'
import { searches } from './searches.ts'
import { settlement } from './settlement.ts'
import { simulation } from './simulation.ts'
import { statementFile } from './statement-file.ts'
import { status } from './status.ts'
import { trail } from './trail.ts'
import { voucher } from './voucher.ts'
import { yearEnd } from './year-end.ts'

/** English texts: every namespace and key the Chinese catalogue has (checked by the compiler). */
export const en = {
	advance,
	asOf,
	catalogue,
	claim,
	claimDesk,
	clawback,
	clearing,
	common,
	compare,
	correction,
	desk,
	draw,
	drift,
	editor,
	ending,
	field,
	fund,
	fundSetup,
	home,
	identity,
	imports,
	intake,
	invoice,
	listings,
	mail,
	media,
	mediaEdit,
	notice,
	operator,
	order,
	period,
	programme,
	programmeField,
	reconciliation,
	refusal,
	relation,
	report,
	sampling,
	sanction,
	searches,
	settlement,
	simulation,
	statementFile,
	status,
	trail,
	voucher,
	yearEnd,
} as const satisfies {
	[N in keyof typeof zh]: { [K in keyof (typeof zh)[N]]: string }
}
