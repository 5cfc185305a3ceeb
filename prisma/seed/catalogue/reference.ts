import categoriesJson from './categories.json' with { type: 'json' }
import servicesJson from './services.json' with { type: 'json' }

/** One entry of the checked reference catalogue: what a listing of that service or instrument says. */
export type ReferenceService = {
	id: string
	kind: string
	categoryId: string
	categoryPath: readonly string[]
	categoryPathEn: readonly string[]
	nameZh: string
	nameEn: string
	aliases: readonly string[]
	standards: readonly { code: string; titleZh: string }[]
	instrument: { nameZh: string; typicalModels: readonly string[] } | null
	unit: string
	priceYuanMin: number
	priceYuanMax: number
	turnaroundDaysMin: number
	turnaroundDaysMax: number
	sampleRequirement: string
	deliverable: string
	qualification: string
	descriptionZh: string
	descriptionEn: string
}

export const referenceServices: readonly ReferenceService[] = servicesJson

export const referenceCategories: readonly { id: string; zh: string; en: string; parent: string | null }[] =
	categoriesJson

/** Units of the reference catalogue as the product's own. */
export const unitOf: Readonly<Record<string, string>> = {
	样品: 'sample',
	项目: 'item',
	小时: 'hour',
	天: 'day',
	次: 'time',
}

/** What the demo's providers offer in the small size, by their id in organisations.json; the last three are not public. */
export const smallOffers: readonly (readonly [provider: string, services: readonly string[]])[] = [
	['p01', ['mi-fesem', 'mi-sem', 'sp-xrd', 'el-icpms', 'mt-metallography', 'ex-fatigue']],
	['p02', ['mt-tensile-metal-rt', 'mt-oes-steel', 'mt-failure', 'mt-salt-spray', 'nd-ut', 'mi-sem']],
	['p03', ['ca-balance', 'ca-caliper', 'ca-pressure', 'dm-cmm']],
	['p04', ['er-vibration', 'er-dampheat', 'em-re-ce', 'em-esd', 'em-chamber', 'bt-cell-perf']],
	['p05', ['fd-metal', 'fd-micro', 'pm-impurity', 'ch-hplc']],
	['p06', ['wt-waste', 'ar-stack', 'el-icpms']],
	['p07', ['mi-fesem', 'sp-xrd', 'pv-module', 'bt-cell-perf', 'tr-quartz', 'tr-battery-recycle', 'rc-material']],
	['p08', ['au-vibration-part', 'au-wheel', 'im-utm', 'mt-tensile-metal-rt']],
	['p09', ['am-metal', 'cn-machining', 'si-fea', 'dm-scan']],
	['p10', ['hp-cpu', 'hp-gpu', 'ex-ai']],
	['p11', ['ip-search', 'ip-navigation', 'sd-policy']],
	['p12', ['mi-sem', 'mt-salt-spray', 'co-paint-adhesion', 'cp-laminate']],
	['p13', ['nd-ut', 'mc-modal', 'mt-tensile-metal-rt', 'wi-windtunnel']],
	['p14', ['sw-function', 'sw-dengbao']],
]

/** What larger sizes put behind a name, so that a million listings are not 312 names: objects and circumstances. */
export const objects: readonly (readonly [zh: string, en: string])[] = [
	['铝合金', 'aluminium alloy'],
	['不锈钢', 'stainless steel'],
	['钛合金', 'titanium alloy'],
	['镁合金', 'magnesium alloy'],
	['铜合金', 'copper alloy'],
	['高温合金', 'superalloy'],
	['铸铁件', 'iron castings'],
	['锻件', 'forgings'],
	['焊缝', 'weld seams'],
	['紧固件', 'fasteners'],
	['弹簧', 'springs'],
	['轴承', 'bearings'],
	['齿轮', 'gears'],
	['模具', 'moulds'],
	['管材', 'pipes'],
	['板材', 'sheets'],
	['线材', 'wires'],
	['粉末', 'powders'],
	['薄膜', 'films'],
	['涂层', 'coatings'],
	['镀层', 'platings'],
	['陶瓷', 'ceramics'],
	['玻璃', 'glass'],
	['石墨', 'graphite'],
	['碳纤维', 'carbon fibre'],
	['工程塑料', 'engineering plastics'],
	['改性塑料', 'modified plastics'],
	['橡胶制品', 'rubber products'],
	['密封件', 'seals'],
	['胶粘剂', 'adhesives'],
	['油墨', 'inks'],
	['涂料', 'paints'],
	['电池材料', 'battery materials'],
	['正极片', 'cathode sheets'],
	['隔膜', 'separators'],
	['电解液', 'electrolytes'],
	['光伏组件', 'photovoltaic modules'],
	['半导体器件', 'semiconductor devices'],
	['印制电路板', 'printed circuit boards'],
	['连接器', 'connectors'],
	['线束', 'wiring harnesses'],
	['传感器', 'sensors'],
	['电机', 'motors'],
	['变压器', 'transformers'],
	['车灯', 'vehicle lamps'],
	['内饰件', 'interior parts'],
	['底盘件', 'chassis parts'],
	['制动件', 'brake parts'],
	['阀门', 'valves'],
	['泵体', 'pump bodies'],
	['压力容器', 'pressure vessels'],
	['锅炉部件', 'boiler parts'],
	['医疗器械', 'medical devices'],
	['植入物', 'implants'],
	['敷料', 'dressings'],
	['原料药', 'drug substances'],
	['中药材', 'herbal materials'],
	['保健食品', 'health food'],
	['乳制品', 'dairy products'],
	['饮料', 'beverages'],
	['粮油', 'grain and oil'],
	['水产品', 'aquatic products'],
	['饲料', 'feed'],
	['肥料', 'fertilisers'],
	['包装材料', 'packaging materials'],
	['纸制品', 'paper products'],
	['纺织面料', 'fabrics'],
	['童装', 'children’s clothes'],
	['鞋材', 'shoe materials'],
	['箱包', 'bags'],
	['家具板材', 'furniture boards'],
	['地板', 'floorings'],
	['混凝土', 'concrete'],
	['防水材料', 'waterproofing'],
	['保温材料', 'insulation'],
	['门窗', 'doors and windows'],
	['污泥', 'sludge'],
	['废水', 'waste water'],
	['废气', 'waste gas'],
	['土壤', 'soil'],
]
export const circumstances: readonly (readonly [zh: string, en: string])[] = [
	['', ''],
	['加急', 'express'],
	['批量', 'batch'],
	['小样', 'small sample'],
	['来样', 'customer sample'],
	['上门', 'on site'],
	['夜间机时', 'night hours'],
	['教学科研', 'research rate'],
	['双语报告', 'bilingual report'],
	['全项', 'full set'],
	['单项', 'single item'],
	['复检', 'repeat'],
	['比对', 'comparison'],
]
