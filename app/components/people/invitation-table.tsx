import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { Invitation } from '#app/domain/identity/invitations.server.ts'

/** Invitations that have not been accepted yet. */
export function InvitationTable({
	invitations,
	canWithdraw,
}: {
	invitations: readonly Invitation[]
	canWithdraw: boolean
}) {
	const { t } = useT()
	return (
		<Table
			caption={t('identity.invitations_caption')}
			rows={invitations}
			rowKey={(one) => String(one.id)}
			columns={[
				{
					head: t('identity.member'),
					isName: true,
					cell: (one) => (
						<>
							{one.name}
							<br />
							<span className="faint">{one.email}</span>
						</>
					),
				},
				{
					head: t('identity.member_roles'),
					cell: (one) => one.roles.map((role) => t(`common.role_${role}`)).join(t('common.list_join')),
				},
				{ head: t('identity.invited_by'), cell: (one) => one.invitedByName },
				{ head: t('identity.invitation_until'), cell: (one) => <InstantText at={one.expiresAt} /> },
				...(canWithdraw
					? [
							{
								head: t('identity.member_actions'),
								quietHead: true,
								cell: (one: Invitation) => (
									<Form intent="withdraw" id={`withdraw-${one.id}`}>
										<input type="hidden" name="row" value={String(one.id)} />
										<Submit small variant="plain">
											{t('identity.withdraw')}
										</Submit>
									</Form>
								),
							},
						]
					: []),
			]}
		/>
	)
}
