/**
 * The national classification of large scientific instruments, its first two levels. Codes have three levels of two digits:
 * 010200 is 01 analytical, 02 mass spectrometers, the third level left open.
 * Source: 《大型科学仪器设备分类标准及编码规则》, 科学技术部条件财务司 (national platform of large instruments), the code table in
 * which institutions report their instruments. Classes that later lists of the national network add (process test equipment,
 * computers, lasers) are left out: no published table with their codes was at hand, so they fall under 120000.
 */
type Group = {
	code: string
	name: string
	nameEn: string
	classes: readonly (readonly [code: string, name: string, nameEn: string])[]
}

export const instrumentGroups: readonly Group[] = [
	{
		code: '01',
		name: '分析仪器',
		nameEn: 'Analytical instruments',
		classes: [
			['010100', '电子光学仪器', 'Electron-optical instruments'],
			['010200', '质谱仪器', 'Mass spectrometers'],
			['010300', 'X 射线仪器', 'X-ray instruments'],
			['010400', '光谱仪器', 'Optical spectrometers'],
			['010500', '色谱仪器', 'Chromatographs'],
			['010600', '波谱仪器', 'Magnetic resonance spectrometers'],
			['010700', '电化学仪器', 'Electrochemical instruments'],
			['010800', '显微镜及图象分析仪器', 'Microscopes and image analysis'],
			['010900', '热分析仪器', 'Thermal analysers'],
			['011000', '生化分离分析仪器', 'Biochemical separation and analysis'],
			['011100', '环境与农业分析仪器', 'Environmental and agricultural analysers'],
			['011200', '样品前处理及制备仪器', 'Sample preparation'],
			['011300', '其他分析仪器', 'Other analytical instruments'],
		],
	},
	{
		code: '02',
		name: '物理性能测试仪器',
		nameEn: 'Physical property testing',
		classes: [
			['020100', '力学性能测试仪器', 'Mechanical property testing'],
			['020200', '大地测量仪器', 'Geodetic instruments'],
			['020300', '光电测量仪器', 'Photoelectric measurement'],
			['020400', '声学振动仪器', 'Acoustics and vibration'],
			['020500', '颗粒度测量仪器', 'Particle size measurement'],
			['020600', '探伤仪器', 'Flaw detection'],
			['020700', '其他物理性能测试仪器', 'Other physical property testing'],
		],
	},
	{
		code: '03',
		name: '计量仪器',
		nameEn: 'Metrology',
		classes: [
			['030100', '长度计量仪器', 'Length'],
			['030200', '热学计量仪器', 'Heat'],
			['030300', '力学计量仪器', 'Mechanics'],
			['030400', '电磁学计量仪器', 'Electromagnetism'],
			['030500', '时间频率计量仪器', 'Time and frequency'],
			['030600', '声学计量仪器', 'Acoustics'],
			['030700', '光学计量仪器', 'Optics'],
			['030800', '其他计量仪器', 'Other metrology'],
		],
	},
	{
		code: '04',
		name: '天文仪器',
		nameEn: 'Astronomy',
		classes: [
			['040100', '天体测量仪器', 'Astrometry'],
			['040200', '地面天文望远镜', 'Ground telescopes'],
			['040300', '空间天文望远镜', 'Space telescopes'],
			['040400', '其他天文仪器', 'Other astronomy'],
		],
	},
	{
		code: '05',
		name: '海洋仪器',
		nameEn: 'Oceanography',
		classes: [
			['050100', '海洋水文测量仪器', 'Marine hydrology'],
			['050200', '多要素水文气象测量系统', 'Hydro-meteorological systems'],
			['050300', '海洋生物调查仪器', 'Marine biology surveys'],
			['050400', '海水物理量测量仪器', 'Physical properties of sea water'],
			['050500', '海洋遥感／遥测仪器', 'Marine remote sensing and telemetry'],
			['050600', '海洋采样设备', 'Marine sampling'],
			['050700', '其他海洋仪器', 'Other oceanography'],
		],
	},
	{
		code: '06',
		name: '地球探测仪器',
		nameEn: 'Earth exploration',
		classes: [
			['060100', '电法仪器', 'Electrical prospecting'],
			['060200', '电磁法仪器', 'Electromagnetic prospecting'],
			['060300', '磁法仪器', 'Magnetic prospecting'],
			['060400', '重力仪器', 'Gravimeters'],
			['060500', '地震仪器', 'Seismic instruments'],
			['060600', '地球物理测井仪器', 'Well logging'],
			['060700', '岩石矿物测试仪器', 'Rock and mineral testing'],
			['060800', '其他地球探测仪器', 'Other earth exploration'],
		],
	},
	{
		code: '07',
		name: '大气探测仪器',
		nameEn: 'Atmospheric sounding',
		classes: [
			['070100', '气象台站观测仪器', 'Weather station instruments'],
			['070200', '高空气象探测仪器', 'Upper-air sounding'],
			['070300', '特殊大气探测仪器', 'Special atmospheric sounding'],
			['070400', '主动大气遥感仪器', 'Active remote sensing'],
			['070500', '被动大气遥感仪器', 'Passive remote sensing'],
			['070600', '高层大气/电离层探测器', 'Upper atmosphere and ionosphere'],
			['070700', '对地观测仪器', 'Earth observation'],
			['070800', '其他大气探测仪器', 'Other atmospheric sounding'],
		],
	},
	{
		code: '08',
		name: '电子测量仪器',
		nameEn: 'Electronic measurement',
		classes: [
			['080100', '通用电子测量仪器', 'General electronic measurement'],
			['080200', '射频和微波测试仪器', 'Radio frequency and microwave'],
			['080300', '通讯测量仪器', 'Communications measurement'],
			['080400', '网络分析仪器', 'Network analysers'],
			['080500', '大规模集成电路测试仪器', 'Integrated circuit testers'],
			['080600', '其他电子测量仪器', 'Other electronic measurement'],
		],
	},
	{
		code: '09',
		name: '医学诊断仪器',
		nameEn: 'Medical diagnostics',
		classes: [
			['090100', '临床检验分析仪器', 'Clinical laboratory analysers'],
			['090200', '影像诊断仪器', 'Diagnostic imaging'],
			['090300', '电子诊察仪器', 'Electronic diagnostics'],
			['090400', '其他医学诊断仪器', 'Other medical diagnostics'],
		],
	},
	{
		code: '10',
		name: '核仪器',
		nameEn: 'Nuclear instruments',
		classes: [
			['100100', '核辐射探测仪器', 'Radiation detection'],
			['100200', '活化分析仪器', 'Activation analysis'],
			['100300', '离子束分析仪器', 'Ion beam analysis'],
			['100400', '核效应分析仪器', 'Nuclear effect analysis'],
			['100500', '中子散射及衍射仪器', 'Neutron scattering and diffraction'],
			['100600', '其他核仪器', 'Other nuclear instruments'],
		],
	},
	{
		code: '11',
		name: '特种检测仪器',
		nameEn: 'Special testing',
		classes: [
			['110100', '射线检测仪器', 'Radiographic testing'],
			['110200', '超声检测仪器', 'Ultrasonic testing'],
			['110300', '电磁检测仪器', 'Electromagnetic testing'],
			['110400', '声发射检测仪器', 'Acoustic emission testing'],
			['110500', '光电检测仪器', 'Photoelectric testing'],
			['110600', '其他特种检测仪器', 'Other special testing'],
		],
	},
	{ code: '12', name: '其他仪器', nameEn: 'Other instruments', classes: [['120000', '其他仪器', 'Other instruments']] },
]

export type InstrumentClass = { code: string; name: string; nameEn: string; group: { name: string; nameEn: string } }

const byCode = new Map(
	instrumentGroups.flatMap((group) =>
		group.classes.map(([code, name, nameEn]): [string, InstrumentClass] => [code, { code, name, nameEn, group }]),
	),
)

/** A name as it is compared: without case, spaces and which of two slashes. */
const nameKey = (name: string) => name.toLowerCase().replace(/[\s/／]/g, '')
const byName = new Map(
	[...byCode.values()].flatMap((one) => [one.name, one.nameEn].map((name) => [nameKey(name), one])),
)

/**
 * A class as an institution's register names it: by its code (also of the third level, or one whose leading zero a
 * spreadsheet took), by its name in either language, or by both. Null for what names none.
 */
export function instrumentClassNamed(text: string): InstrumentClass | null {
	const written = text.normalize('NFKC').trim()
	const code = /^\d{5,6}(?!\d)/.exec(written)?.[0]
	if (!code) return byName.get(nameKey(written)) ?? null
	return byCode.get(`${code.padStart(6, '0').slice(0, 4)}00`) ?? null
}

/** A class by its code; null for a code that is none. */
export const instrumentClass = (code: string | null): InstrumentClass | null => (code && byCode.get(code)) || null
