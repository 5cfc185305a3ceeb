import { expect, test } from 'vitest'
import {
	isSameAddress,
	isSamePhone,
	plainAccount,
	plainAddress,
	plainEntity,
	plainPerson,
	plainPhone,
} from '#app/domain/relations/plain-forms.ts'

test.each([
	['0571-8812 3456', '(0571) 88123456'],
	['+86 571 88123456', '0571－８８１２３４５６'],
	['0086-13800001234', '138 0000 1234'],
	['0571-88123456转801', '0571-88123456 ext. 12'],
	['88123456', '0571-88123456'],
])('%s and %s are one telephone', (left, right) => {
	expect(isSamePhone(plainPhone(left), plainPhone(right))).toBe(true)
})

test.each([
	['0571-88123456', '0571-88123457'],
	['0571-88123456', '0755-88123456'],
	['13800001234', '00001234'],
	['', ''],
	['0000000', '0000000'],
	['没有', '没有'],
])('%s and %s are not', (left, right) => {
	expect(isSamePhone(plainPhone(left), plainPhone(right))).toBe(false)
})

test.each([
	['示范省云泽市高新区科创路88号3幢201室', '云泽市高新区科创路８８号3栋201'],
	['浙江省杭州市西湖区文三路一百零八号', '杭州西湖区文三路108号'.replace('杭州', '杭州市')],
	['北京市海淀区中关村南大街5号院2号楼401室', '北京海淀区中关村南大街5号院2栋401'],
	['云泽市临湖区演示路 12 号（东门）', '云泽市临湖区演示路12号'],
	['中国广西壮族自治区南宁市青秀区民族大道一百二十号', '广西南宁市青秀区民族大道120号'],
	['科创路88号', '示范省云泽市科创路88号'],
])('%s and %s are one address', (left, right) => {
	expect(isSameAddress(plainAddress(left), plainAddress(right))).toBe(true)
})

test.each([
	['云泽市高新区科创路88号3幢201室', '云泽市高新区科创路88号3幢202室'],
	['云泽市高新区科创路88号', '云泽市临湖区科创路88号'],
	['杭州市西湖区文三路8号', '宁波市西湖区文三路8号'],
	['云泽市高新区', '云泽市高新区'],
	['', ''],
])('%s and %s are not', (left, right) => {
	expect(isSameAddress(plainAddress(left), plainAddress(right))).toBe(false)
})

test('names of people and entities are compared without spaces, brackets of one kind, and the mark of invented names', () => {
	expect(plainPerson(' 张 三 ')).toBe('张三')
	expect(plainPerson('阿不都·热合曼')).toBe(plainPerson('阿不都•热合曼'))
	expect(plainPerson('John  Smith')).toBe('john smith')
	expect(plainEntity('云泽（示范）检测 有限公司（演示）')).toBe('云泽(示范)检测有限公司')
	expect(plainAccount('6222 0212-0000 1234')).toBe('6222021200001234')
	expect(plainAccount('1234')).toBe('')
})
