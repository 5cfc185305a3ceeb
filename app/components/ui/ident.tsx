import { useT } from '#app/components/texts.tsx'
import { formatYuan } from '#app/lib/money.ts'
import { Amount, Figure } from './amount.tsx'
import { type Fill, Key, SplitBar } from './split-bar.tsx'
import { Verdict } from './status.tsx'

/** Stages of a fund in their order, with the fill each has everywhere. */
export const stageFills = {
	available: 's1',
	granted: 's2',
	held: 's3',
	redeemed: 's4',
	payable: 's5',
	in_payment: 's6',
	paid: 's7',
} as const satisfies Record<string, Fill>

export type Stage = keyof typeof stageFills
const stages = Object.keys(stageFills) as Stage[]

type IdentProps = {
	appropriatedFen: bigint
	stages: Record<Stage, bigint>
	/** surrendered and carried out, which have left the fund */
	leftFen?: bigint
}

/** The fund identity: what was appropriated is exactly the sum of the stages it stands in. */
export function Ident({ appropriatedFen, stages: amounts, leftFen = 0n }: IdentProps) {
	const { t } = useT()
	const parts = stages.map((stage) => ({
		fill: stageFills[stage],
		label: t(`common.stage_${stage}`),
		fen: amounts[stage],
	}))
	const difference = appropriatedFen - leftFen - stages.reduce((sum, stage) => sum + amounts[stage], 0n)
	return (
		<div className="ident-box">
			<div className="row between ends">
				<div>
					<div className="small dim">{t('common.appropriated')}</div>
					<div className="big">
						<Amount fen={appropriatedFen} large />
					</div>
				</div>
				<div className="small dim ident-note">
					<div>{t('common.identity')}</div>
					<Verdict shape={difference === 0n ? 'disc' : 'square'} hue={difference === 0n ? 'ok' : 'stop'}>
						{t(difference === 0n ? 'common.identity_holds' : 'common.identity_broken', {
							amount: formatYuan(difference),
						})}
					</Verdict>
				</div>
			</div>
			<SplitBar parts={parts} size="xl" />
			<dl className="ident">
				{parts.map((part) => (
					<div key={part.fill}>
						<dt>
							<Key fill={part.fill} />
							{part.label}
						</dt>
						<dd>
							<Figure fen={part.fen} />
						</dd>
						<dd className="pct">{percentText(part.fen, appropriatedFen)}</dd>
					</div>
				))}
			</dl>
		</div>
	)
}

/** 76.4%: one decimal, rounded down; — of nothing. */
export function percentText(part: bigint, whole: bigint): string {
	if (whole <= 0n) return '—'
	const tenths = (part * 1000n) / whole
	return `${tenths / 10n}.${tenths % 10n}%`
}
