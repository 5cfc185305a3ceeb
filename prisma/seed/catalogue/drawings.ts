/** Line drawings that stand for photos in the demo: invented providers have no instruments to photograph. */

const ink = '#3a4751'
const ground = '#ecefea'
const floor = '#d3d9d1'
const accent = '#114f79'

/** A drawing on 800 × 600, shapes outlined in ink and white unless they say otherwise. */
const drawing = (shapes: string, above = '') =>
	`<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1200" viewBox="0 0 800 600"><rect width="800" height="600" fill="${ground}"/><rect y="470" width="800" height="130" fill="${floor}"/><g stroke="${ink}" stroke-width="4" stroke-linejoin="round" stroke-linecap="round" fill="#fff">${shapes}</g>${above}</svg>`

const microscope = drawing(
	`<rect x="250" y="330" width="200" height="150" rx="6"/><rect x="305" y="110" width="90" height="50" rx="8" fill="${accent}"/>
	<path d="M310 160h80l-8 40h-64z"/><rect x="300" y="200" width="100" height="44"/><rect x="308" y="244" width="84" height="34" fill="${ground}"/>
	<path d="M300 278h100l20 52H280z"/><circle cx="350" cy="405" r="38" fill="${ground}"/><path d="M450 360h60v40h-60"/>
	<path d="M420 300l60-60 26 26-60 60z" fill="${ground}"/><rect x="540" y="300" width="190" height="130" rx="6"/>
	<rect x="556" y="316" width="158" height="98" fill="${accent}"/><path d="M635 430v50M590 480h90"/><rect x="120" y="360" width="90" height="120" rx="6"/>
	<path d="M135 385h60M135 405h60"/>`,
	`<g fill="#fff" opacity=".85"><circle cx="600" cy="372" r="14"/><circle cx="642" cy="350" r="20"/><circle cx="680" cy="386" r="11"/><circle cx="622" cy="398" r="8"/></g>`,
)

const testingMachine = drawing(
	`<rect x="240" y="420" width="320" height="60" rx="6"/><rect x="270" y="100" width="26" height="320"/><rect x="504" y="100" width="26" height="320"/>
	<rect x="245" y="80" width="310" height="40" rx="6" fill="${accent}"/><rect x="255" y="190" width="290" height="44" rx="4"/>
	<path d="M380 234h40v34h-40zM384 268h32l-6 26h-20z" fill="${ground}"/><path d="M390 294h20v22c-8 8-8 20 0 28v20h-20v-20c8-8 8-20 0-28z" fill="${accent}"/>
	<path d="M390 364h20l6 26h-32zM380 390h40v30h-40z" fill="${ground}"/><rect x="610" y="330" width="120" height="90" rx="6"/>
	<path d="M626 404c20-2 26-50 50-54s30 8 40 20" fill="none" stroke="${accent}"/><path d="M670 420v60M640 480h60"/>`,
)

const chromatograph = drawing(
	`<rect x="220" y="390" width="240" height="90" rx="6"/><rect x="220" y="300" width="240" height="90" rx="6"/><rect x="220" y="210" width="240" height="90" rx="6"/>
	<rect x="220" y="150" width="240" height="60" rx="6" fill="${ground}"/><path d="M250 150V90h30v60M300 150V80h34v70M354 150V95h30v55M404 150V100h26v50"/>
	<path d="M250 120h30v30h-30zM300 115h34v35h-34zM354 122h30v28h-30z" fill="${accent}"/><rect x="240" y="322" width="110" height="46" fill="${ground}"/>
	<path d="M260 345h70"/><circle cx="420" cy="345" r="16" fill="${ground}"/><path d="M240 255h90M240 240h60"/><circle cx="420" cy="255" r="10" fill="${accent}"/>
	<path d="M240 436h200M240 452h120"/><rect x="540" y="290" width="190" height="130" rx="6"/><rect x="556" y="306" width="158" height="98"/>
	<path d="M564 392h32l8-50 8 50h22l8-72 8 72h18l6-26 6 26h22" fill="none" stroke="${accent}"/><path d="M635 420v60M590 480h90"/>`,
)

const cones = (y: number, up: boolean) =>
	Array.from({ length: 8 }, (_, i) => {
		const x = 110 + i * 72.5
		return `M${x} ${y}l36.25 ${up ? -64 : 64} 36.25 ${up ? 64 : -64}z`
	}).join('')
const chamber = drawing(
	`<rect x="90" y="70" width="620" height="430" rx="6"/><path d="${cones(88, false)}" fill="${accent}" stroke="#fff" stroke-width="2"/>
	<path d="M110 152h40l-40 40zM110 200h40l-40 40zM690 152h-40l40 40zM690 200h-40l40 40zM110 250h40l-40 40zM690 250h-40l40 40z" fill="${accent}" stroke="#fff" stroke-width="2"/>
	<path d="M110 480h580" /><rect x="480" y="400" width="150" height="16"/><path d="M555 416v64M515 480h80"/><rect x="520" y="350" width="70" height="50" rx="4" fill="${ground}"/>
	<path d="M260 480V300M230 480h60"/><path d="M190 300h150M205 280v40M232 272v56M262 266v68M292 272v56M322 282v36" fill="none"/>
	<path d="M380 300c16 14 16 30 0 44M404 288c24 20 24 48 0 68" fill="none" stroke="${accent}"/>`,
)

const measuringMachine = drawing(
	`<path d="M150 400h500v40H150z" fill="${ground}"/><path d="M190 440h40v40h-40zM570 440h40v40h-40z"/><rect x="220" y="150" width="44" height="250"/><rect x="536" y="150" width="44" height="250"/>
	<rect x="200" y="120" width="400" height="54" rx="6" fill="${accent}"/><rect x="360" y="70" width="80" height="130" rx="6"/><rect x="384" y="200" width="32" height="90"/>
	<path d="M400 290v36"/><circle cx="400" cy="336" r="9" fill="${accent}"/><path d="M330 400v-30h28v-20h84v20h28v30z"/><circle cx="372" cy="376" r="9" fill="${ground}"/><circle cx="428" cy="376" r="9" fill="${ground}"/>`,
)

/** Which listings of the reference catalogue have which drawings, the cover first, with what can be seen. */
export const demoDrawings: Readonly<Record<string, readonly { svg: string; alt: string; altEn: string }[]>> = (() => {
	const sem = { svg: microscope, alt: '示意图：扫描电子显微镜', altEn: 'Drawing: scanning electron microscope' }
	const utm = { svg: testingMachine, alt: '示意图：万能材料试验机', altEn: 'Drawing: universal testing machine' }
	const hplc = { svg: chromatograph, alt: '示意图：液相色谱仪', altEn: 'Drawing: liquid chromatograph' }
	const room = { svg: chamber, alt: '示意图：半电波暗室', altEn: 'Drawing: semi-anechoic chamber' }
	const cmm = { svg: measuringMachine, alt: '示意图：三坐标测量机', altEn: 'Drawing: coordinate measuring machine' }
	return {
		'mi-sem': [sem],
		'mi-fesem': [sem],
		'mt-tensile-metal-rt': [utm],
		'im-utm': [utm],
		'ch-hplc': [hplc],
		'em-chamber': [room],
		'em-re-ce': [room],
		'dm-cmm': [cmm],
	}
})()
