import { fen, greatest, least, type Money, zero } from '#app/lib/money.ts'
import { limitWords, yuanText } from './amount-words.ts'
import { type ApplicantClass, answerClass } from './answer-match.ts'
import type { Facts } from './facts.ts'
import type { Findings } from './findings.ts'
import type { ProgrammeDocument } from './programme-document.ts'

/** The most one may ask for, where the amount is one's own choice; undefined elsewhere. */
export function mostAsked(face: ProgrammeDocument['grant']['face']): Money | undefined {
	if (face?.kind === 'requested') return face.maxFen
	return face?.kind === 'denominations' ? face.values.reduce(greatest) : undefined
}

/** The face of a voucher before caps; undefined when a fact is missing or there is none (said in the findings). */
export function reckonFace(
	{ grant }: ProgrammeDocument,
	facts: Facts,
	applicantClass: ApplicantClass,
	findings: Findings,
): Money | undefined {
	const { face } = grant
	if (!face) {
		findings.add(grant, {
			code: 'grant.none',
			verdict: 'no',
			text: {
				zh: '本办法不发放创新券，完成服务后直接申请兑付',
				en: 'There is no voucher to apply for: claim after the service is done',
			},
		})
		return undefined
	}
	const asked = facts.requestedFen
	switch (face.kind) {
		case 'flat':
			return offer(grant, face.fen, asked, findings)
		case 'by_class': {
			for (const row of face.rows) {
				const answer = answerClass(applicantClass, [row.class])
				if (answer.holds === true) return offer(grant, row.fen, asked, findings)
				if (answer.holds === null) {
					findings.add(grant, {
						code: 'grant.class',
						verdict: 'needs',
						text: { zh: '还需要知道属于哪一类申请人', en: 'Still to be known: the class of the applicant' },
						needs: answer.needs,
					})
					return undefined
				}
			}
			findings.add(grant, {
				code: 'grant.class',
				verdict: 'no',
				text: { zh: '该类申请人没有额度', en: 'There is no quota for this class of applicant' },
			})
			return undefined
		}
		case 'score': {
			const { score } = facts.enterprise
			if (score === undefined) {
				findings.need(grant, 'enterprise.score', {
					zh: '还需要知道创新积分',
					en: 'Still to be known: the innovation score',
				})
				return undefined
			}
			const band = face.bands.filter((entry) => entry.from <= score).at(-1)
			if (band) return offer(grant, band.fen, asked, findings)
			findings.add(grant, {
				code: 'grant.score',
				verdict: 'no',
				text: {
					zh: `创新积分 ${score}，未达到发放标准`,
					en: `An innovation score of ${score} is below the lowest band`,
				},
			})
			return undefined
		}
		case 'denominations': {
			if (asked === undefined) {
				findings.need(grant, 'requestedFen', {
					zh: '还需要知道申请哪种面额',
					en: 'Still to be known: which denomination is asked for',
				})
				return undefined
			}
			const fitting = face.values.filter((value) => value <= asked)
			if (fitting.length === 0) {
				findings.add(grant, {
					code: 'grant.minimum',
					verdict: 'no',
					text: { zh: '申请额低于最小面额', en: 'It is less than the lowest denomination' },
				})
				return undefined
			}
			return offer(grant, fitting.reduce(greatest), asked, findings)
		}
		case 'requested': {
			if (asked === undefined) {
				findings.need(grant, 'requestedFen', {
					zh: '还需要知道申请多少',
					en: 'Still to be known: how much is asked for',
				})
				return undefined
			}
			const most = least(asked, face.maxFen)
			const amount = face.stepFen ? fen((most / face.stepFen) * face.stepFen) : most
			if (face.minFen !== undefined && amount < face.minFen) {
				const least = limitWords(face.minFen)
				findings.add(grant, {
					code: 'grant.minimum',
					verdict: 'no',
					text: { zh: `每次申领不少于 ${least.zh}`, en: `At least ${least.en} is applied for at a time` },
				})
				return undefined
			}
			findings.add(grant, {
				code: 'grant.face',
				verdict: amount < asked ? 'limit' : 'ok',
				text: {
					zh: `申请 ${yuanText(asked)}，可发 ${yuanText(amount)}`,
					en: `${yuanText(asked)} asked for, ${yuanText(amount)} possible`,
				},
				amountFen: amount,
			})
			return amount
		}
	}
}

function offer(grant: ProgrammeDocument['grant'], quota: Money, asked: Money | undefined, findings: Findings): Money {
	const amount = asked === undefined ? quota : least(asked, quota)
	const most = limitWords(quota)
	findings.add(grant, {
		code: 'grant.face',
		verdict: asked !== undefined && asked > quota ? 'limit' : 'ok',
		text: { zh: `额度 ${most.zh}`, en: `Quota of ${most.en}` },
		amountFen: amount,
	})
	return amount < 0n ? zero : amount
}
