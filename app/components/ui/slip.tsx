import { type ReactNode, useId } from 'react'
import { useT } from '#app/components/texts.tsx'
import type { LocalDate } from '#app/lib/time.ts'
import { Amount } from './amount.tsx'
import { DateText } from './date-text.tsx'
import { Key, type Part, SplitBar } from './split-bar.tsx'
import { Status } from './status.tsx'

type SlipProps = {
	number: string
	title: ReactNode
	/** what it does, in one line: 区内机构抵 50%，区外抵 30% */
	terms?: ReactNode
	/** state, as in status-marks: active, partly_held, used_up, ending_soon, lapsed, void */
	state: string
	faceFen: bigint
	freeFen: bigint
	heldFen: bigint
	usedFen: bigint
	lapsedFen?: bigint
	voidedFen?: bigint
	/** last day; null where the rules set none */
	useBy: LocalDate | null
	/** by which event it must be used: 到期前验收才算用上 */
	useByEvent?: ReactNode
	/** last line: links to what it was used for */
	foot?: ReactNode
}

/** A voucher as a slip with a perforated edge: face = free + held + used + lapsed + voided. */
export function Slip(props: SlipProps) {
	const { t } = useT()
	const id = useId()
	const { lapsedFen = 0n, voidedFen = 0n } = props
	const gone = lapsedFen + voidedFen
	const parts: Part[] = [
		{ fill: 's7', label: t('common.voucher_used'), fen: props.usedFen },
		{ fill: 's3', label: t('common.voucher_held'), fen: props.heldFen },
		{ fill: 's2', label: t('common.voucher_free'), fen: props.freeFen },
		{ fill: 'out', label: t(voidedFen > 0n ? 'common.voucher_voided' : 'common.voucher_lapsed'), fen: gone },
	]
	const [used, held, free, lost] = parts as [Part, Part, Part, Part]
	const isOff = props.state === 'lapsed' || props.state === 'void'
	return (
		<article className={isOff ? 'slip off' : 'slip'} aria-labelledby={id}>
			<div className="slip-face">
				<div className="row between">
					<span className="tiny faint code">{props.number}</span>
					<Status of={`voucher.${props.state}`} />
				</div>
				<h3 id={id}>{props.title}</h3>
				{props.terms ? <p className="small dim">{props.terms}</p> : null}
				<div className="slip-sum">
					<div className="tiny faint">{t('common.voucher_face')}</div>
					<Amount fen={props.faceFen} large />
				</div>
			</div>
			<div className="slip-body">
				<dl className="slip-nums">
					<SlipFigure part={free} main />
					<SlipFigure part={held} />
					<SlipFigure part={used} />
					{gone > 0n ? <SlipFigure part={lost} /> : null}
					<div>
						<dt>{t('common.voucher_use_by')}</dt>
						<dd>{props.useBy ? <DateText day={props.useBy} /> : '—'}</dd>
						{props.useByEvent ? <dd className="tiny faint">{props.useByEvent}</dd> : null}
					</div>
				</dl>
				<SplitBar parts={parts.filter((part) => part.fen > 0n)} size="tall" />
				{props.foot ? <div className="row small between dim">{props.foot}</div> : null}
			</div>
		</article>
	)
}

function SlipFigure({ part, main }: { part: Part; main?: boolean }) {
	return (
		<div className={main ? 'free' : undefined}>
			<dt>
				<Key fill={part.fill} />
				{part.label}
			</dt>
			<dd>
				<Amount fen={part.fen} large={main} />
			</dd>
		</div>
	)
}
