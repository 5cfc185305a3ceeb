import { checkCapSteps, checkCaps } from './check-caps.ts'
import { checkProcess } from './check-process.ts'
import { checkSplit } from './check-split.ts'
import type { Match } from './conditions.ts'
import { type Contradiction, type Path, type Say, unique } from './contradictions.ts'
import { checkGiving } from './giving-rules.ts'
import type { MoneyRules } from './money-rules.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** What no single field can see: names that must exist, shares that must add up, choices that exclude each other. */
export function checkReferences(document: ProgrammeDocument): Contradiction[] {
	const faults: Contradiction[] = []
	const say: Say = (path, zh, en) => faults.push({ path, zh, en })
	const sources = document.payers.map((payer) => payer.code)
	const classes = document.eligibility.classes.map((entry) => entry.id)

	unique(sources, ['payers'], 'code', say)
	unique(classes, ['eligibility', 'classes'], 'id', say)
	unique(
		document.process.documents.map((entry) => entry.id),
		['process', 'documents'],
		'id',
		say,
	)
	const { from, until } = document.validity
	if (from && until && from > until) say(['validity', 'until'], '终止日期早于起始日期', 'ends before it begins')
	checkGrant(document, classes, say)
	checkGiving(document, say)
	checkMoney(document.subsidy, ['subsidy'], sources, classes, say)
	checkCapSteps(document, say)
	checkProcess(document, say)
	if (document.reward) checkMoney(document.reward, ['reward'], sources, classes, say)
	return faults
}

function checkGrant({ grant, process }: ProgrammeDocument, classes: readonly string[], say: Say) {
	if (grant.object === 'none') {
		if (process.encumbrance.point !== 'approval')
			say(
				['process', 'encumbrance', 'point'],
				'不发券的，资金在批准时占用',
				'without a voucher the money is set aside at approval',
			)
		if (process.paymentMode.mode !== 'reimburse')
			say(
				['process', 'paymentMode', 'mode'],
				'不发券的，下单时无从抵扣',
				'without a voucher nothing can be deducted at the order',
			)
		for (const field of ['face', 'decidedBy', 'useBy', 'redeemBy'] as const)
			if (grant[field]) say(['grant', field], '不发券的，没有这一项', 'without a voucher there is none of this')
		return
	}
	if (process.encumbrance.point === 'approval')
		say(
			['process', 'encumbrance', 'point'],
			'发券的，资金在发放时或下单时占用',
			'a voucher sets money aside at its grant or at the order',
		)
	if (!grant.face) say(['grant', 'face'], '写明券的额度', 'say how much a voucher is worth')
	if (!grant.decidedBy)
		say(['grant', 'decidedBy'], '写明自动发放还是审核发放', 'say whether grants are automatic or reviewed')
	if (!grant.useBy) say(['grant', 'useBy'], '写明券的使用期限', 'say until when a voucher can be used')
	if (grant.face?.kind === 'by_class')
		grant.face.rows.forEach((row, index) => {
			if (!classes.includes(row.class))
				say(
					['grant', 'face', 'rows', index, 'class'],
					`没有「${row.class}」这一类申请人`,
					`there is no class "${row.class}"`,
				)
		})
	if (grant.face?.kind === 'score')
		ascending(
			grant.face.bands.map((band) => BigInt(band.from)),
			['grant', 'face', 'bands'],
			'from',
			say,
		)
	if (grant.face?.kind === 'requested' && grant.face.stepFen === 0n)
		say(['grant', 'face', 'stepFen'], '步长须大于零', 'a step is more than zero')
}

function ascending(values: readonly bigint[], path: Path, field: string, say: Say) {
	values.forEach((value, index) => {
		if (index > 0 && value <= values[index - 1]!)
			say([...path, index, field], '须大于前一项', 'must be more than the one before')
	})
}

function checkMoney(money: MoneyRules, at: Path, sources: readonly string[], classes: readonly string[], say: Say) {
	const rows = money.rate.rows.map((row) => row.id)
	unique(rows, [...at, 'rate', 'rows'], 'id', say)
	unique(
		money.caps.map((cap) => cap.id),
		[...at, 'caps'],
		'id',
		say,
	)
	unique(
		money.bonuses.map((bonus) => bonus.id),
		[...at, 'bonuses'],
		'id',
		say,
	)
	const known = (names: readonly string[] | undefined, all: readonly string[], what: string, path: Path) =>
		names?.forEach((name, index) => {
			if (!all.includes(name)) say([...path, index], `没有「${name}」`, `there is no ${what} "${name}"`)
		})
	const matched = (when: Match | undefined, path: Path) =>
		known(when?.classes, classes, 'class', [...path, 'when', 'classes'])

	money.rate.rows.forEach((row, index) => {
		const path = [...at, 'rate', 'rows', index]
		matched(row.when, path)
		if (row.pays.kind === 'tiers') checkTiers(row.pays.tiers, [...path, 'pays', 'tiers'], say)
		if (row.pays.kind === 'appraised' && row.pays.minBp > row.pays.maxBp)
			say([...path, 'pays', 'maxBp'], '最高低于最低', 'the most is less than the least')
		if (row.pays.kind === 'appraised_amount' && row.pays.minFen > row.pays.maxFen)
			say([...path, 'pays', 'maxFen'], '最高低于最低', 'the most is less than the least')
		if (row.pays.kind === 'tiers' && row.pays.over === 'year' && row.pays.mode !== 'marginal')
			say(
				[...path, 'pays', 'mode'],
				'按年累计分档的，只能逐段计算（marginal）',
				'tiers that run over the year are marginal',
			)
		if (!row.when && index < money.rate.rows.length - 1)
			say(
				[...path, 'when'],
				'这一行总是成立，后面的行永远用不到',
				'this row always holds, so no later row is ever reached',
			)
	})
	money.bonuses.forEach((bonus, index) => {
		const path = [...at, 'bonuses', index]
		matched(bonus.when, path)
		known(bonus.rows, rows, 'row', [...path, 'rows'])
		const raised = money.rate.rows.filter((row) => !bonus.rows || bonus.rows.includes(row.id))
		if (bonus.mode === 'amount' ? bonus.fen === undefined : bonus.bp === 0)
			say([...path, bonus.mode === 'amount' ? 'fen' : 'bp'], '写明加成多少', 'say how much the bonus is')
		if (bonus.mode === 'points' && raised.some((row) => row.pays.kind !== 'share' && row.pays.kind !== 'appraised'))
			say(
				[...path, 'mode'],
				'百分点只能加在比例上；请写明适用的行，或改用系数',
				'points can only be added to a share; name the rows, or use a factor',
			)
	})
	checkCaps(money, at, { rows, sources, classes }, say)
	checkSplit(money, [...at, 'split'], { sources, classes }, say)
	if (money.rounding.of === 'total' && money.rounding.mode !== 'down')
		say(
			[...at, 'rounding', 'mode'],
			'合计取整只能向下，否则会超过上限',
			'a total is rounded down only, or it would go beyond a cap',
		)
	if (money.otherSubsidies?.treatment === 'ceiling' && money.otherSubsidies.ceilingBp === undefined)
		say([...at, 'otherSubsidies', 'ceilingBp'], '写明合计上限', 'say the ceiling')
}

function checkTiers(tiers: readonly { uptoFen: bigint | null }[], path: Path, say: Say) {
	tiers.forEach((tier, index) => {
		const last = index === tiers.length - 1
		if (last !== (tier.uptoFen === null))
			say(
				[...path, index, 'uptoFen'],
				last ? '最后一档没有上限，写 null' : '只有最后一档可以没有上限',
				last ? 'the last tier has no limit: null' : 'only the last tier has no limit',
			)
	})
	ascending(
		tiers.flatMap((tier) => (tier.uptoFen === null ? [] : [tier.uptoFen])),
		path,
		'uptoFen',
		say,
	)
}
