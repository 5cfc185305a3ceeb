import type { Context } from '#app/domain/context.server.ts'
import type { Enterprise } from './crowd.ts'

/** An enterprise's buyer as the domain sees one who is signed in. */
export const buyerOf = ({ id, accountId }: Enterprise) =>
	({
		type: 'member',
		accountId,
		name: '演示买方',
		organisationId: id,
		organisationName: '云泽排队企业（演示）',
		organisationKind: 'enterprise',
		isVerified: true,
		divisionCode: '990191',
		roles: ['enterprise_admin'],
	}) satisfies Context['actor']
