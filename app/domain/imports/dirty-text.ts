/** What real files of equipment hold where a text should stand, each told by a rule of its own. */

const nothing =
	/^(?:unknown|n\/?a|n\.a\.|none|null|nil|undefined|tbc|tbd|test|#(?:n\/a|ref!|name\?|value!|div\/0!)|未知|不详|不明|待定|待补充?|暂无|无|空|测试|[-—–_.?？/\\*x×]+)$/i

/** Whether a cell says that nothing is known: UNKNOWN, N/A, 不详, a dash, a broken reference of a spreadsheet. */
export const saysNothing = (text: string) => text === '' || nothing.test(text)

// UTF-8 read as GB 18030 or Latin-1 and the other way round: what comes of Chinese written in one and read in the other
const mojibake =
	/\uFFFD|锟斤拷|烫烫烫|屯屯屯|[ÃÂ][\u0080-\u00BF]|â€|ï¿½|(?:[\u00C2-\u00EF][ \u00A0-\u00BF\u2018-\u203A]{1,2}){3}/
const rareHan = /[鏂鍒浠璁鐢瀛鏄鍏鎬閫绯娴鐨鑳鏋闂缁瑙]/g

const plainLatin = /^[\x20-\x7E]*$/

/** Whether a text was read in another encoding than it was written in. */
export function isGarbled(text: string): boolean {
	if (plainLatin.test(text)) return false
	if (mojibake.test(text)) return true
	return text.length >= 4 && (text.match(rareHan)?.length ?? 0) * 3 >= text.length
}

/** Whether a text seems cut off: it ends in dots, inside a bracket, or with a word that leads on. */
export function isCutOff(text: string): boolean {
	if (/(?:…|\.{3}|。{2,})$/.test(text)) return true
	const opened = text.match(/[(（[【]/g)?.length ?? 0
	const closed = text.match(/[)）\]】]/g)?.length ?? 0
	if (opened > closed) return true
	return /[,，、;；:：和与及或]$|\b(?:and|or|of|the|for|with|to|a|an|in)$/i.test(text)
}

/** Whether what stands for a name is a number of the inventory: digits with a few letters and signs, no word. */
export function isAssetNumber(text: string): boolean {
	if (/\p{Script=Han}/u.test(text)) return false
	const digits = text.match(/\d/g)?.length ?? 0
	if (digits >= 4 && /^[A-Za-z]{0,5}[-_/ .]?[\dA-Za-z]*(?:[-_/ .][\dA-Za-z]+)*$/.test(text))
		return digits * 2 >= text.replace(/[^\dA-Za-z]/g, '').length
	return false
}

const noInstrument =
	/(?:办公|课|会议|实验|电脑|电)?(?:桌|椅|凳|茶几|沙发)(?:子|套装)?$|(?:文件|书|资料|更衣|储物|铁皮|鞋|衣)柜$|(?:柜式|挂式|中央|立式)?空调(?:机|器)?$|(?:台式|笔记本|平板)(?:电脑|计算机)$|^(?:电脑|计算机|微机|显示器|打印机|复印机|扫描仪（办公）|传真机|碎纸机|投影仪|投影机|电视机?|饮水机|微波炉|电风扇|吸尘器|洗衣机|热水器|路由器|交换机|键盘|鼠标|硬盘|移动硬盘|U盘|手机|电话机|轿车|客车|货车|面包车|电动车|自行车|窗帘|地毯|灯具|门禁|软件|图书|家具)$|(?:激光|喷墨|针式)打印机$|(?:轿车|客车|面包车)$/
const noInstrumentEn =
	/^(?:(?:office |meeting |swivel |lab |coffee )?(?:desk|chair|table|sofa|stool|bench)s?|(?:filing |file |storage )?cabinets?|bookcase|(?:air ?con(?:ditioner|ditioning)?)|(?:desktop |laptop |personal |tablet )?(?:computer|pc|laptop)|monitor|(?:laser |inkjet )?printer|photocopier|projector|television|tv|kettle|microwave oven|fridge|router|car|van|minibus|bicycle|carpet|curtains?|software|furniture)$/i

/** Whether a name is that of furniture, office equipment or a vehicle: nothing anybody books to measure with. */
export const isNoInstrument = (name: string) => {
	const plain = name.replace(/[（(][^)）]*[)）]/g, '').trim()
	return noInstrument.test(plain) || noInstrumentEn.test(plain)
}

/** Whether a cell of a text file would be run as a formula by a spreadsheet that opens it. */
export const isFormulaText = (text: string) => /^(?:=|@[A-Za-z]+\(|[+-][A-Za-z]+[(!|])/.test(text)
