import { Form, Submit } from '#app/components/form.tsx'
import { useT } from '#app/components/texts.tsx'
import { BlockedButton } from '#app/components/ui/button.tsx'
import { Section } from '#app/components/ui/section.tsx'
import { Table } from '#app/components/ui/table.tsx'
import type { Role } from '#app/domain/identity/actor.ts'
import type { Invitation } from '#app/domain/identity/invitations.server.ts'
import type { Person } from '#app/domain/identity/people.server.ts'

type Proposal = {
	kind: 'role' | 'invitation'
	id: bigint
	/** the person, when already of the authority */
	accountId: bigint | null
	name: string
	email: string
	role: Role
	proposedById: bigint | null
	proposedByName: string | null
}

type Props = { people: readonly Person[]; invitations: readonly Invitation[]; reader: bigint; canAppoint: boolean }

/** Roles that wait for another officer's consent: of people already here, and of people to be invited. */
export function RoleProposals({ people, invitations, reader, canAppoint }: Props) {
	const { t } = useT()
	const proposals: Proposal[] = [
		...people.flatMap(({ accountId, name, email, roles }) =>
			roles
				.filter((one) => one.state === 'proposed')
				.map(({ membershipId: id, ...one }) => ({ kind: 'role' as const, id, accountId, name, email, ...one })),
		),
		...invitations
			.filter((one) => one.state === 'proposed')
			.map(({ id, name, email, roles, invitedById: proposedById, invitedByName: proposedByName }) => ({
				...{ kind: 'invitation' as const, id, accountId: null, name, email, role: roles[0]! },
				...{ proposedById, proposedByName },
			})),
	]
	if (proposals.length === 0) return null
	const actions = {
		head: t('identity.member_actions'),
		quietHead: true,
		cell: (proposal: Proposal) => <Decision proposal={proposal} reader={reader} />,
	}
	return (
		<Section title={t('identity.proposals_heading')}>
			<Table
				caption={t('identity.proposals_caption')}
				rows={proposals}
				rowKey={(one) => `${one.kind}-${one.id}`}
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
					{ head: t('identity.proposed_role'), cell: (one) => t(`common.role_${one.role}`) },
					{ head: t('identity.proposed_by'), cell: (one) => one.proposedByName },
					...(canAppoint ? [actions] : []),
				]}
			/>
		</Section>
	)
}

function Decision({ proposal, reader }: { proposal: Proposal; reader: bigint }) {
	const { t } = useT()
	const { kind, id, accountId, proposedById } = proposal
	const approve = t('identity.approve_role', { role: t(`common.role_${proposal.role}`) })
	const own = proposedById === reader
	return (
		<div className="decide">
			{own || accountId === reader ? (
				<BlockedButton small reason={t(own ? 'identity.proposal_own' : 'identity.proposal_self')}>
					{approve}
				</BlockedButton>
			) : (
				<Form
					intent={kind === 'role' ? 'approve_role' : 'approve_invitation'}
					id={`approve-${kind}-${id}`}
					className="inline-form"
				>
					<input type="hidden" name="row" value={String(id)} />
					<Submit small>{approve}</Submit>
				</Form>
			)}
			<Form intent={kind === 'role' ? 'end_role' : 'withdraw'} id={`turn-down-${kind}-${id}`} className="inline-form">
				<input type="hidden" name="row" value={String(id)} />
				<Submit small variant="quiet">
					{t('identity.refuse_proposal')}
				</Submit>
			</Form>
		</div>
	)
}
