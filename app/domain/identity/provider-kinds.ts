/** What a provider is; texts `identity.provider_kind_…`. */
export const providerKinds = [
	'university-centre',
	'research-institute',
	'public-institute',
	'inspection-institute',
	'new-type-rd-institute',
	'third-party-lab',
	'enterprise-lab',
	'software-lab',
	'compute-provider',
	'engineering-service',
	'ip-agency',
] as const
