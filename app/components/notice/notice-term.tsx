import { useT } from '#app/components/texts.tsx'
import { Status, Verdict } from '#app/components/ui/status.tsx'

type NoticeTermProps = { notice: { state: string; isRunning: boolean; daysLeft: number }; fill?: boolean }

/** A notice's state with the days that are left; over, and not yet closed, reads so. */
export function NoticeTerm({ notice, fill }: NoticeTermProps) {
	const { t } = useT()
	if (notice.isRunning)
		return (
			<Status of="notice.open" fill={fill}>
				{t('notice.days_left', { n: notice.daysLeft })}
			</Status>
		)
	if (notice.state === 'open')
		return (
			<Verdict shape="ring" hue="idle" fill={fill}>
				{t('notice.over')}
			</Verdict>
		)
	return <Status of={`notice.${notice.state}`} fill={fill} />
}
