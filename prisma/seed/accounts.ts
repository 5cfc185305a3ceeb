import type { OrganisationKind, Role } from '#app/domain/identity/actor.ts'

/** One password for every demo account; demo data only. */
export const demoPassword = 'yunze-demo-2026'

type DemoAccount = { role: string; email: string; password: string; organisation: string }

/** The demo's authorities and operator. Enterprises and providers come from catalogue/organisations.json. */
export const demoOffices = [
	{
		key: 'operator',
		kind: 'operator',
		name: '示范省科创券平台运营中心（演示）',
		nameEn: 'Platform operator (demo)',
		division: '990000',
	},
	{
		key: 'high-tech',
		kind: 'authority',
		name: '云泽高新区科技局（演示）',
		nameEn: 'Yunze High-tech Zone Science Bureau (demo)',
		division: '990191',
	},
	{
		key: 'city',
		kind: 'authority',
		name: '云泽市科学技术局（演示）',
		nameEn: 'Yunze Municipal Science Bureau (demo)',
		division: '990100',
	},
	{
		key: 'lake',
		kind: 'authority',
		name: '云泽市临湖区科技局（演示）',
		nameEn: 'Linhu District Science Bureau (demo)',
		division: '990102',
	},
	{
		key: 'samples',
		kind: 'authority',
		name: '规则样例陈列（演示）',
		nameEn: 'Rule samples (demo)',
		division: '990000',
	},
] as const satisfies readonly { key: string; kind: OrganisationKind; name: string; nameEn: string; division: string }[]
export type OfficeKey = (typeof demoOffices)[number]['key']

type Desk = { mail: string; name: string; title: string; roles: Role[] }

/** The people of an authority: six desks, no one at two that must be apart. */
export const authorityDesks: readonly Desk[] = [
	{ mail: 'officer', name: '项目主管（演示）', title: '项目主管 programme officer', roles: ['programme_officer'] },
	{
		mail: 'officer2',
		name: '项目副主管（演示）',
		title: '项目主管（第二人） second programme officer',
		roles: ['programme_officer'],
	},
	{ mail: 'reviewer', name: '审核岗（演示）', title: '审核 reviewer', roles: ['reviewer'] },
	{ mail: 'settlement', name: '兑付经办（演示）', title: '兑付经办 settlement officer', roles: ['settlement_officer'] },
	{ mail: 'finance', name: '财务岗（演示）', title: '财务 finance', roles: ['finance'] },
	{ mail: 'auditor', name: '审计岗（演示）', title: '审计 auditor', roles: ['auditor'] },
]

export const mailOf = (desk: string, office: string) => `${desk}@${office}.demo.test`

/** What `npm start` prints: one account for each seat at the table. */
export const demoAccounts: readonly DemoAccount[] = [
	{
		role: '企业 enterprise',
		email: mailOf('buyer', 's17'),
		organisation: '云泽微澜传感技术有限公司（演示）',
		password: demoPassword,
	},
	{
		role: '服务机构 provider',
		email: mailOf('seller', 'p04'),
		organisation: '泽西启衡电子可靠性实验室有限公司（演示）',
		password: demoPassword,
	},
	...authorityDesks.map((desk) => ({
		role: desk.title,
		email: mailOf(desk.mail, 'high-tech'),
		organisation: '云泽高新区科技局（演示）',
		password: demoPassword,
	})),
	{
		role: '平台运营 operator',
		email: mailOf('admin', 'operator'),
		organisation: '示范省科创券平台运营中心（演示）',
		password: demoPassword,
	},
]
