import { formatYuan } from '#app/lib/money.ts'
import { addDays } from '#app/lib/time.ts'
import type { LintFindings } from './lint-finding.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** Windows nobody can meet, vouchers nobody can use, steps that do not fit together. */
export function lintProcess(document: ProgrammeDocument, findings: LintFindings) {
	lintWindows(document, findings)
	lintFace(document, findings)
	lintDeadlines(document, findings)
	const { process, subsidy, grant } = document
	const { notice, exhaustion, paymentMode, steps } = process
	if (notice.points.length > 0 && notice.days === 0)
		findings.warning('notice.days', ['process', 'notice', 'days'], '要公示，天数却是零', 'A public notice of no days')
	if (notice.points.length === 0 && notice.days > 0)
		findings.warning(
			'notice.points',
			['process', 'notice', 'points'],
			'写了公示天数，却没有公示环节',
			'Days of notice, but at no point',
		)
	if (exhaustion.kind === 'pro_rata' && !subsidy.rate.published)
		findings.warning(
			'exhaustion.no_ratio',
			['subsidy', 'rate', 'published'],
			'资金不足时按比例折算，却没有写公布的比例或系数如何适用',
			'Amounts are scaled down when money is short, but no published rate or factor says how',
		)
	if (paymentMode.mode === 'reimburse' && (paymentMode.instant || paymentMode.payee === 'provider'))
		findings.warning(
			'payment.contradiction',
			['process', 'paymentMode'],
			'后补助付给企业，不能即时抵扣，也不由机构兑付',
			'A reimbursement goes to the enterprise afterwards: it is neither instant nor redeemed by the provider',
		)
	const takes = (step: NonNullable<typeof steps>['take'][number]) => steps === undefined || steps.take.includes(step)
	if (steps && notice.points.includes('claim') && !takes('public_notice'))
		findings.warning(
			'steps.notice',
			['process', 'steps', 'take'],
			'有公示，步骤里却没有',
			'There is a public notice, but no such step',
		)
	if (steps && grant.object !== 'none' && !takes('quota_application'))
		findings.warning(
			'steps.grant',
			['process', 'steps', 'take'],
			'发券，步骤里却没有申领',
			'There is a voucher, but no step to apply for it',
		)
	if (process.late && process.windows.length === 0)
		findings.note(
			'late.no_window',
			['process', 'late'],
			'没有受理期，逾期由各批次决定',
			'No window is stated: what is late is decided by each round',
		)
}

function lintWindows({ process, validity }: ProgrammeDocument, findings: LintFindings) {
	process.windows.forEach(({ opens }, index) => {
		if (!opens) return
		const path = ['process', 'windows', index, 'opens']
		if (opens.kind === 'dates') {
			const over = validity.from !== null && opens.until < validity.from
			const never = validity.until !== null && opens.from > validity.until
			if (over || never)
				findings.error(
					'window.closed',
					path,
					`受理期在办法${over ? '施行之前' : '失效之后'}，永远不会开放`,
					`The window lies ${over ? 'before the rules begin' : 'after the rules end'}: it never opens`,
				)
		}
		if (
			opens.kind === 'yearly' &&
			validity.from !== null &&
			validity.until !== null &&
			!meetsYearly(opens, validity.from, validity.until)
		)
			findings.error(
				'window.closed',
				path,
				'办法有效期内没有一次受理期，永远不会开放',
				'It never opens while the rules are in force',
			)
		if (opens.kind === 'monthly' && opens.fromDay > 28)
			findings.warning(
				'window.february',
				[...path, 'fromDay'],
				'有的月份没有这一天',
				'Some months do not have this day',
			)
	})
}

/** Whether a yearly window has a day within the validity. Looks at two years at most: the window comes every year. */
function meetsYearly(opens: { from: string; until: string }, from: string, until: string): boolean {
	let day = from as Parameters<typeof addDays>[0]
	for (let count = 0; count < 731 && day <= until; count++) {
		const own = day.slice(5)
		const open =
			opens.from <= opens.until ? own >= opens.from && own <= opens.until : own >= opens.from || own <= opens.until
		if (open) return true
		day = addDays(day, 1)
	}
	return false
}

function lintFace({ grant, eligibility, subsidy }: ProgrammeDocument, findings: LintFindings) {
	const { face } = grant
	const path = ['grant', 'face']
	if (!face) return
	if (face.kind === 'requested') {
		if (face.minFen !== undefined && face.minFen > face.maxFen)
			findings.error('face.impossible', [...path, 'minFen'], '最低额高于最高额', 'The least is above the most')
		if (face.stepFen && face.maxFen % face.stepFen !== 0n)
			findings.warning(
				'face.step',
				[...path, 'maxFen'],
				'最高额不是步长的倍数，永远发不到',
				'The most is no multiple of the step, so it is never granted',
			)
	}
	if (face.kind === 'by_class')
		eligibility.classes.forEach((entry, index) => {
			if (!face.rows.some((row) => row.class === entry.id))
				findings.warning(
					'face.class_missing',
					['eligibility', 'classes', index],
					`申请人类别「${entry.name.zh}」没有额度`,
					`Applicant class “${entry.name.en}” has no quota`,
				)
		})
	const flat = face.kind === 'flat' ? face.fen : undefined
	if (flat === 0n) findings.error('face.zero', [...path, 'fen'], '额度为零', 'The quota is zero')
	if (flat === undefined) return
	for (const cap of subsidy.caps)
		if (
			cap.at?.includes('grant') &&
			cap.limit.kind === 'amount' &&
			!cap.level &&
			!cap.classes &&
			!cap.when &&
			cap.limit.fen < flat
		)
			findings.warning(
				'face.above_cap',
				[...path, 'fen'],
				`额度高于「${cap.name.zh}」（${formatYuan(cap.limit.fen)} 元），发不足`,
				`The quota is above “${cap.name.en}” (¥${formatYuan(cap.limit.fen)}), so it is never granted in full`,
			)
}

function lintDeadlines({ grant, validity }: ProgrammeDocument, findings: LintFindings) {
	for (const name of ['useBy', 'redeemBy'] as const)
		grant[name]?.earliestOf.forEach((deadline, index) => {
			if (deadline.kind === 'date' && validity.from !== null && deadline.date < validity.from)
				findings.error(
					'deadline.past',
					['grant', name, 'earliestOf', index],
					'期限在办法施行之前，券永远用不了',
					'The deadline lies before the rules begin: no voucher can ever be used',
				)
		})
	const span = (list: NonNullable<typeof grant.useBy>['earliestOf'] | undefined) =>
		list?.map((deadline) =>
			deadline.kind === 'days' ? deadline.days : deadline.kind === 'months' ? deadline.months * 30 : null,
		)
	const use = span(grant.useBy?.earliestOf)
	const redeem = span(grant.redeemBy?.earliestOf)
	if (use?.length === 1 && redeem?.length === 1 && use[0] != null && redeem[0] != null && redeem[0] < use[0])
		findings.warning(
			'deadline.order',
			['grant', 'redeemBy'],
			'兑付期限早于使用期限',
			'The last day to claim comes before the last day to use',
		)
}
