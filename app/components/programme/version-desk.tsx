import { Link } from '@remix-run/react'
import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { BlockedButton, LinkButton } from '#app/components/ui/button.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Next } from '#app/components/ui/next.tsx'
import { Status } from '#app/components/ui/status.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { DeskProgramme } from '#app/domain/programmes/programme-desk.server.ts'
import { paths } from '#app/web/paths.ts'

type Props = { programme: DeskProgramme }

/** The step the version being worked on waits for: submit, publish by a second person, or take back. */
export function VersionNext({ programme }: Props) {
	const { t } = useT()
	const version = programme.versions.find(({ versionNo }) => versionNo === programme.shown?.versionNo)
	if (!version || (version.state !== 'draft' && version.state !== 'submitted')) return null
	const n = version.versionNo
	const fields = (
		<>
			<input type="hidden" name="version" value={n} />
			<input type="hidden" name="hash" value={version.documentHash} />
		</>
	)
	if (version.state === 'draft')
		return programme.may.edit ? (
			<Next
				title={t('programme.next_submit', { n })}
				actions={
					<>
						<LinkButton variant={programme.page ? 'plain' : 'primary'} to={paths.deskDraft(programme.number)}>
							{t('editor.edit')}
						</LinkButton>
						{programme.page ? (
							<Form intent="submit" className="row">
								{fields}
								<Submit>{t('programme.submit')}</Submit>
							</Form>
						) : null}
					</>
				}
			>
				{t(programme.page ? 'programme.submit_text' : 'programme.submit_wait')}
			</Next>
		) : null
	return (
		<Next
			title={t('programme.next_publish', { n })}
			actions={
				<>
					{programme.hasPublished ? (
						<LinkButton variant="quiet" to={paths.deskCompare(programme.number)}>
							{t('editor.compare')}
						</LinkButton>
					) : null}
					{programme.may.edit ? (
						<Form intent="return" className="row">
							{fields}
							<Submit variant="quiet">{t('programme.return')}</Submit>
						</Form>
					) : null}
					{version.mayPublish ? (
						<Confirm label={t('programme.publish', { n })} question={t('programme.publish_question')} variant="primary">
							<Form intent="publish" className="row">
								{fields}
								<Submit>{t('programme.publish', { n })}</Submit>
							</Form>
						</Confirm>
					) : (
						<BlockedButton reason={t('programme.publish_other')}>{t('programme.publish', { n })}</BlockedButton>
					)}
				</>
			}
		>
			{t('programme.publish_other')}
		</Next>
	)
}

/** All versions: state, who wrote and who published each, and its document. */
export function VersionTable({ programme }: Props) {
	const { t } = useT()
	return (
		<Table
			caption={t('programme.versions')}
			rows={programme.versions}
			rowKey={(version) => String(version.versionNo)}
			rowClass={(version) => (version.versionNo === programme.shown?.versionNo ? 'sel' : undefined)}
			columns={[
				{
					head: t('programme.version_head'),
					isName: true,
					cell: (version) => (
						<Link to={`${paths.deskProgramme(programme.number)}?version=${version.versionNo}`}>
							{t('programme.version', { n: version.versionNo })}
						</Link>
					),
				},
				{ head: t('programme.state'), nowrap: true, cell: (version) => <Status of={`version.${version.state}`} /> },
				{
					head: t('programme.written_by'),
					cell: (version) => (
						<>
							{version.createdBy}{' '}
							<span className="tiny faint">
								<InstantText at={version.createdAt} />
							</span>
						</>
					),
				},
				{
					head: t('programme.published_by'),
					cell: (version) =>
						version.publishedBy && version.publishedAt ? (
							<>
								{version.publishedBy}{' '}
								<span className="tiny faint">
									<InstantText at={version.publishedAt} />
								</span>
							</>
						) : (
							'—'
						),
				},
				{
					head: t('programme.hash'),
					phoneHide: true,
					cell: (version) => <span className="code tiny">{version.documentHash.slice(0, 12)}</span>,
				},
				{
					head: t('programme.download'),
					quietHead: true,
					cell: (version) => (
						<a href={paths.programmeDocument(programme.number, version.versionNo)} download>
							{t('programme.download')}
						</a>
					),
				},
			]}
		/>
	)
}
