import { useT } from '#app/components/texts.tsx'
import { DateText, InstantText } from '#app/components/ui/date-text.tsx'
import { Disclosure } from '#app/components/ui/disclosure.tsx'
import { type Fact, Facts } from '#app/components/ui/facts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { PublicDraw } from '#app/domain/draws/draws.server.ts'
import { formatYuan } from '#app/lib/money.ts'
import { formatDay } from '#app/lib/time.ts'
import { paths } from '#app/web/paths.ts'

type Shown = Omit<PublicDraw, 'candidates'>

/** What proves a draw: the list as it was closed, the number named before it existed, the seed, and how to repeat it all. */
export function DrawEvidence({ draw, people = [] }: { draw: Shown; people?: readonly Fact[] }) {
	const { t, locale } = useT()
	const { list, lottery, number, round } = draw
	const facts: Fact[] = []
	if (list)
		facts.push(
			{
				label: t('draw.list_count'),
				value: t('draw.list_count_value', { n: list.candidates, amount: formatYuan(list.totalFen) }),
			},
			{ label: t('draw.closed_at'), value: <InstantText at={list.closedAt} /> },
			{ label: t('draw.list_hash'), value: <span className="code hash">{list.hash}</span> },
			{
				label: t('draw.list_file'),
				value: (
					<a href={paths.drawList(round.number)} download>
						{t('draw.list_download')}
					</a>
				),
			},
		)
	if (lottery)
		facts.push(
			{
				label: t('draw.number_named'),
				value: list?.numberOn
					? t('draw.number_named_value', { name: lottery.name[locale], day: formatDay(list.numberOn, locale) })
					: t('draw.number_named_open', { name: lottery.name[locale], days: lottery.daysAfterClose }),
			},
			{ label: t('draw.number_source'), value: lottery.source[locale] },
		)
	if (number)
		facts.push(
			{
				label: t('draw.number_is'),
				value: (
					<>
						<span className="code hash">{number.number}</span> <DateText day={number.drawnOn} />
					</>
				),
			},
			{ label: t('draw.seed'), value: <span className="code hash">{number.seed}</span> },
		)
	for (const sent of draw.returned)
		facts.push({
			label: t('draw.returned'),
			value: t('draw.returned_value', {
				number: sent.number,
				day: formatDay(sent.drawnOn, locale),
				reason: sent.reason,
			}),
		})
	if (facts.length + people.length === 0) return null
	return (
		<Section title={t('draw.evidence')} note={lottery ? t('draw.evidence_note') : undefined}>
			<Facts facts={[...facts, ...people]} />
			{list && (number || !lottery) ? <Repeat draw={draw} /> : null}
		</Section>
	)
}

/** The commands that reckon the draw again, with its own figures filled in. */
function Repeat({ draw: { list, number, giving } }: { draw: Shown }) {
	const { t } = useT()
	const lines = "grep -v '^#' list.txt"
	const steps =
		giving === 'lottery' && number
			? [
					{ say: t('draw.repeat_seed'), run: `printf %s ${list!.hash}${number.number} | sha256sum` },
					{
						say: t('draw.repeat_order'),
						run: `${lines} | cut -f1 | while read a; do echo "$(printf %s "${number.seed}$a" | sha256sum | cut -c1-64) $a"; done | LC_ALL=C sort | cat -n`,
					},
					{
						say: t('draw.repeat_drill'),
						run: `npm run drill -- lottery --list list.txt --number ${number.number}`,
					},
				]
			: [
					{
						say: t('draw.repeat_ranked'),
						run: `${lines} | LC_ALL=C sort -t "$(printf '\\t')" -k4,4nr -k3,3 -k1,1 | cut -f1,4 | cat -n`,
					},
					{ say: t('draw.repeat_drill'), run: 'npm run drill -- lottery --list list.txt' },
				]
	return (
		<div className="mt-4">
			<Disclosure summary={t('draw.repeat')}>
				{[{ say: t('draw.repeat_hash'), run: 'sha256sum list.txt' }, ...steps].map(({ say, run }) => (
					<div key={run} className="mb-4">
						<p className="small">{say}</p>
						<p className="code hash small">{run}</p>
					</div>
				))}
			</Disclosure>
		</div>
	)
}

/** What a criterion is called, how much it weighs and where its points come from. */
export function Criteria({ draw }: { draw: Pick<Shown, 'criteria'> }) {
	const { t, locale } = useT()
	if (draw.criteria.length === 0) return null
	return (
		<Section title={t('draw.criteria')} note={t('draw.points_note')}>
			<Facts
				facts={draw.criteria.map((criterion) => ({
					label: criterion.name[locale],
					value: t(criterion.by.kind === 'fact' ? 'draw.criterion_fact' : 'draw.criterion_reviewer', {
						most: criterion.most,
						weight: criterion.weight,
					}),
				}))}
			/>
		</Section>
	)
}
