import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { Confirm } from '#app/components/ui/disclosure.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { HeldRole, Person } from '#app/domain/identity/people.server.ts'

/** The people of an organisation with their roles; `canEnd` offers to end each. Proposed roles stand elsewhere. */
export function RoleTable({
	caption,
	people,
	canEnd,
}: {
	caption: string
	people: readonly Person[]
	canEnd: boolean
}) {
	const { t } = useT()
	const rows = people
		.map((person) => ({ ...person, roles: person.roles.filter((role) => role.state === 'active') }))
		.filter((person) => person.roles.length > 0)
	const givenBy = ({ proposedByName: one, approvedByName: other }: HeldRole) => {
		if (one && other) return t('identity.role_by_two', { one, other })
		return one ? t('identity.role_by_operator') : ''
	}
	const isAuthority = rows.some((person) => person.roles.some((role) => role.proposedByName))
	return (
		<Table
			caption={caption}
			rows={rows}
			rowKey={(person) => String(person.accountId)}
			columns={[
				{
					head: t('identity.member'),
					isName: true,
					cell: (person) => (
						<>
							{person.name}
							<br />
							<span className="faint">{person.email}</span>
						</>
					),
				},
				{
					head: t('identity.member_roles'),
					cell: (person) => (
						<ul className="roles">
							{person.roles.map((role) => (
								<li key={role.membershipId}>
									<span>{t(`common.role_${role.role}`)}</span>
									{isAuthority ? <span className="tiny faint">{givenBy(role)}</span> : null}
								</li>
							))}
						</ul>
					),
				},
				...(canEnd
					? [
							{
								head: t('identity.member_actions'),
								quietHead: true,
								cell: (person: Person) => (
									<div className="row">
										{person.roles.map((role) => (
											<EndRole key={role.membershipId} name={person.name} role={role} />
										))}
									</div>
								),
							},
						]
					: []),
			]}
		/>
	)
}

function EndRole({ name, role }: { name: string; role: HeldRole }) {
	const { t } = useT()
	const label = t(`common.role_${role.role}`)
	return (
		<Confirm
			small
			label={t('identity.end_role', { role: label })}
			question={t('identity.end_role_question', { name, role: label })}
		>
			<p className="small dim">{t('identity.end_role_note')}</p>
			<Form intent="end_role" id={`end-${role.membershipId}`} className="form tight">
				<input type="hidden" name="row" value={String(role.membershipId)} />
				<Submit small variant="danger">
					{t('identity.end_role', { role: label })}
				</Submit>
			</Form>
		</Confirm>
	)
}
