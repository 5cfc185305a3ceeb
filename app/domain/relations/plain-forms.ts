/**
 * What two records must have in common to speak of the same telephone, address, account, person or entity: each function
 * takes a value as somebody typed it and answers the form it is compared by. '' means that there is nothing to compare.
 */

const folded = (value: string) => value.normalize('NFKC').trim().toLowerCase()

/** A telephone by its digits: without country code, trunk zero and extension. 0086-571-8812 3456 转 801 → 57188123456 */
export function plainPhone(value: string): string {
	const [main = ''] = folded(value).split(/转|ext\.?|#|分机/)
	let digits = main.replace(/\D/g, '').replace(/^(?:00)?86(?=0?\d{9,11}$)/, '')
	if (/^0(?!0)/.test(digits)) digits = digits.slice(1)
	if (digits.length < 7 || /^(\d)\1+$/.test(digits)) return ''
	return digits.length > 13 ? '' : digits
}

/** Whether two telephones are one: a number given without its area code is the same as with it. */
export function isSamePhone(left: string, right: string): boolean {
	if (left === '' || right === '') return false
	if (left === right) return true
	const [short, long] = left.length < right.length ? [left, right] : [right, left]
	const isMobile = /^1\d{10}$/.test(long)
	return !isMobile && short.length >= 7 && short.length <= 8 && long.length - short.length <= 4 && long.endsWith(short)
}

/** A bank account by its digits. */
export function plainAccount(value: string): string {
	const digits = folded(value).replace(/\D/g, '')
	return digits.length >= 8 ? digits : ''
}

/** A person's name: one kind of middle dot, no spaces in Chinese names. */
export function plainPerson(value: string): string {
	const name = folded(value).replace(/[•‧∙⋅・.·]/g, '·')
	return /[a-z]/.test(name) ? name.replace(/\s+/g, ' ') : name.replace(/\s+/g, '')
}

/** An entity's name: no spaces, one kind of bracket, without the mark of invented names. */
export const plainEntity = (value: string) =>
	folded(value)
		.replace(/\s+/g, '')
		.replace(/[〔【[]/g, '(')
		.replace(/[〕】\]]/g, ')')
		.replace(/\((?:演示|demo)\)$/, '')

const provinces =
	'北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门'
const regions = '壮族|回族|维吾尔'

/** An address by its parts: what is not named is null. `street` is the road with its numbers, written one way. */
export type PlainAddress = { province: string | null; city: string | null; district: string | null; street: string }

const numerals: Record<string, number> = {
	〇: 0,
	零: 0,
	一: 1,
	二: 2,
	两: 2,
	三: 3,
	四: 4,
	五: 5,
	六: 6,
	七: 7,
	八: 8,
	九: 9,
}

/** 一百零八 → 108, 二〇一 → 201. Only for numbers that stand before 号, 栋 and the like. */
function arabic(words: string): string {
	if (!/[十百千]/.test(words)) return [...words].map((c) => numerals[c]).join('')
	let total = 0
	let digit = 0
	for (const c of words) {
		const unit = { 十: 10, 百: 100, 千: 1000 }[c]
		if (unit === undefined) digit = numerals[c] ?? 0
		else {
			total += (digit || 1) * unit
			digit = 0
		}
	}
	return String(total + digit)
}

/** An address taken apart: full-width and Chinese numerals, 幢/栋/号楼, 室/号房 and the names of 省市区 written one way. */
export function plainAddress(value: string): PlainAddress {
	let rest = folded(value)
		.replace(/[（(][^（）()]*[)）]/g, '')
		.replace(/[\s,，。、;；:：·“”"'’]/g, '')
		.replace(/^中国|^中华人民共和国/, '')
	const take = (pattern: RegExp): string | null => {
		const found = pattern.exec(rest)
		if (!found?.[1]) return null
		rest = rest.slice(found[0].length)
		return found[1]
	}
	const province =
		take(new RegExp(`^(${provinces})(?:省|市|(?:${regions})?自治区|特别行政区)?`)) ??
		take(/^([\u4e00-\u9fff]{2,6}?)(?:省|自治区)/)
	const city = take(/^([\u4e00-\u9fff]{2,7}?)(?:市|地区|自治州|盟)/)
	const district = take(
		/^([\u4e00-\u9fff]{1,9}?)(?:新区|高新技术产业开发区|高新区|经济技术开发区|经开区|开发区|自治县|区|县|旗|市)/,
	)
	const street = rest
		.replace(/([〇零一二两三四五六七八九十百千]+)(?=号|幢|栋|座|单元|层|楼|室|弄|巷)/g, (words) => arabic(words))
		.replace(/(?:号楼|幢|栋|座|大厦|楼)(?=\d|[a-z]|$)/g, '栋')
		.replace(/(?<=\d)(?:层|f)(?=\d|$)/g, '层')
		.replace(/(?<=\d)(?:号房|号室|室|房)$/g, '')
		.replace(/[-－—–_/#]/g, '-')
	return { province, city, district, street }
}

/** Whether two addresses are one place: the same road and numbers, and no 省, 市 or 区 that contradicts. */
export function isSameAddress(left: PlainAddress, right: PlainAddress): boolean {
	if (left.street !== right.street || left.street.length < 4 || !/\d/.test(left.street)) return false
	return (['province', 'city', 'district'] as const).every(
		(level) => left[level] === null || right[level] === null || left[level] === right[level],
	)
}
