import type { ProgrammeDocument } from '#app/domain/programmes/programme-document.ts'

type Parties = { enterpriseName: string; creditCode: string; programmeName: string; noticeNo: string }

/**
 * The 承诺书 of an application as it is shown in full, ticked and stored word for word: the statements every programme
 * needs, and one for each rule that rests on the applicant's word. Chinese is its binding language.
 */
export function commitmentText(document: ProgrammeDocument, parties: Parties): string {
	const { scope, subsidy } = document
	const own = [
		...scope.exclusions.flatMap((exclusion) =>
			exclusion.kind === 'flag' ? [`使用创新券购买的服务不属于${exclusion.name.zh}。`] : [],
		),
		...scope.required.map((required) => `使用创新券购买的服务符合：${required.name.zh}。`),
		...(scope.relation ? ['与使用创新券的服务机构没有关联关系；有关联的，不使用创新券。'] : []),
		...(subsidy.otherSubsidies ? ['同一服务获得其他财政资金支持的，如实申报，不重复申请。'] : []),
	]
	const statements = [
		'所填信息和所交材料真实、完整、合法，愿意接受核查。',
		'创新券只用于本单位的研发和创新活动，不转让、不赠送、不买卖、不套取。',
		...own,
		'按规定保存合同、发票、付款凭证和报告，配合抽查、审计和绩效评价。',
		'违反以上承诺的，退回已获资金，并承担相应责任。',
	]
	return [
		`承诺书`,
		`${parties.enterpriseName}（统一社会信用代码 ${parties.creditCode}）申领《${parties.programmeName}》（${parties.noticeNo}）科技创新券，承诺如下：`,
		...statements.map((statement, index) => `${index + 1}. ${statement}`),
	].join('\n')
}
