/** Looking back: a fund or a voucher as of a past day. */
export const asOf = {
	look_back: '看以前某一天的账',
	day: '日期',
	clock: '按哪个时间',
	clock_effective: '业务日期：到这天为止的业务，后来补记的也算',
	clock_recorded: '记账时间：这天结束时账上已有的，永远不变',
	show: '看这一天',
	refused: '这一天还看不了：按业务日期最晚看今天，按记账时间最晚看昨天。',
	past_effective: '这是以前的账：业务日期到 {day} 为止',
	past_recorded: '这是以前的账：{day} 结束时账上已有的',
	past_note: '只有本页写明的数字是那一天的。要办事请回到现在。',
	back: '回到现在',
	balances: '{day} 的余额',
	gone: '已失效（元）',
} as const
