import { useT } from '#app/components/texts.tsx'
import { InstantText } from '#app/components/ui/date-text.tsx'
import { type Fact, Facts } from '#app/components/ui/facts.tsx'
import { Section } from '#app/components/ui/section.tsx'
import type { SamplingDetails } from '#app/domain/sampling/samplings.server.ts'
import { paths } from '#app/web/paths.ts'

/** What anyone needs to reckon the choice: the closed list, its fingerprint, the number and the seed. */
export function SamplingEvidence({ page }: { page: SamplingDetails }) {
	const { t } = useT()
	const facts: Fact[] = [
		{ label: t('sampling.list_hash'), value: <span className="code hash">{page.listHash}</span> },
		{
			label: t('sampling.list_file'),
			value: (
				<a href={paths.deskSamplingList(page.number)} download>
					{t('sampling.download')}
				</a>
			),
		},
		{
			label: t('sampling.closed_by'),
			value: (
				<>
					{page.closedBy} <InstantText at={page.closedAt} />
				</>
			),
		},
		{ label: t('sampling.number_name'), value: page.numberName },
	]
	if (page.publicNumber !== null && page.enteredAt)
		facts.push(
			{ label: t('sampling.public_number'), value: <span className="code">{page.publicNumber}</span> },
			{
				label: t('sampling.entered_by'),
				value: (
					<>
						{page.enteredBy} <InstantText at={page.enteredAt} />
					</>
				),
			},
			{ label: t('sampling.seed'), value: <span className="code hash">{page.seed}</span> },
		)
	return (
		<Section title={t('sampling.evidence')} note={t('sampling.how')}>
			<Facts facts={facts} />
		</Section>
	)
}
