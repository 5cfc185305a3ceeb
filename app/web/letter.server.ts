import {
	type MailDetails,
	type MailKind,
	mailDetails,
	type WrittenMail,
} from '#app/domain/notifications/notification.ts'
import { stopPurpose } from '#app/domain/searches/saved-search.ts'
import type { Locale, TextValues } from '#app/lib/i18n.ts'
import { formatYuan } from '#app/lib/money.ts'
import { type Letter, publicOrigin } from '#app/platform/mailer.server.ts'
import { signatureOf } from '#app/platform/signing.server.ts'
import { paths } from './paths.ts'
import { textOf } from './texts.server.ts'

/** A link of a letter; `note` stands under it. */
type Item = { text: string; to: string; note?: string }
/** The content of a letter before it is text and HTML. Paths are of ours. */
type Content = {
	subject: string
	paragraphs: string[]
	items?: Item[]
	action: { text: string; to: string }
	/** why one gets it, and where to say no */
	footer: string
	unsubscribe?: string
}
type Words = (key: string, values?: TextValues) => string
type Composers = { [K in MailKind]: (details: MailDetails<K>, t: Words, locale: Locale) => Content }

const composers: Composers = {
	payee_proposed: (account, t) => ({
		subject: t('payee_proposed_subject', account),
		paragraphs: [t('payee_proposed_what', account), t('payee_accounts', account), t('payee_proposed_next')],
		action: { text: t('payee_action'), to: paths.payeeAccounts },
		footer: t('payee_why', account),
	}),
	payee_confirmed: (account, t) => ({
		subject: t('payee_confirmed_subject', account),
		paragraphs: [t('payee_confirmed_what', account), t('payee_accounts', account), t('payee_confirmed_next')],
		action: { text: t('payee_action'), to: paths.payeeAccounts },
		footer: t('payee_why', account),
	}),
	organisation_verified: (organisation, t) => ({
		subject: t('organisation_verified_subject', organisation),
		paragraphs: [t('organisation_verified_what', organisation)],
		action: { text: t('organisation_verified_action'), to: paths.organisation },
		footer: t('organisation_why', organisation),
	}),
	organisation_refused: (organisation, t) => ({
		subject: t('organisation_refused_subject', organisation),
		paragraphs: [
			t('organisation_refused_what', organisation),
			t('reason', { words: organisation.reason }),
			t('organisation_refused_next'),
		],
		action: { text: t('organisation_refused_action'), to: paths.organisation },
		footer: t('organisation_why', organisation),
	}),
	claim_returned: ({ number, words }, t) => ({
		subject: t('claim_returned_subject', { number }),
		paragraphs: [
			t('claim_returned_what', { number }),
			...(words ? [t('reason', { words })] : []),
			t('claim_returned_next'),
		],
		action: { text: t('claim_returned_action'), to: paths.claim(number) },
		footer: t('claim_why'),
	}),
	payment_made: (payment, t) => ({
		subject: t('payment_made_subject', yuan(payment)),
		paragraphs: [t('payment_made_what', yuan(payment)), t('payment_made_next')],
		items: claimsOf(payment),
		action: { text: t('payment_action'), to: paths.claims },
		footer: t('claim_why'),
	}),
	payment_returned: (payment, t) => ({
		subject: t('payment_returned_subject', yuan(payment)),
		paragraphs: [t('payment_returned_what', yuan(payment)), t('payment_returned_next')],
		items: claimsOf(payment),
		action: { text: t('payee_action'), to: paths.payeeAccounts },
		footer: t('claim_why'),
	}),
	new_listings: ({ search, name, query, count, listings }, t, locale) => ({
		subject: t('new_listings_subject', { name, n: count }),
		paragraphs: [t('new_listings_what', { name, n: count })],
		items: listings.map((listing) => ({
			text: (locale === 'en' && listing.nameEn) || listing.name,
			note: (locale === 'en' && listing.providerEn) || listing.provider,
			to: paths.service(listing.number),
		})),
		action: { text: t('new_listings_action'), to: `${paths.services}?${query}` },
		footer: t('new_listings_why', { address: address(paths.savedSearches) }),
		unsubscribe: paths.stopAlert(search, signatureOf(stopPurpose, search)),
	}),
}

const yuan = ({ number, amount, account, count }: MailDetails<'payment_made'>) => ({
	number,
	account,
	n: count,
	amount: `¥${formatYuan(BigInt(amount))}`,
})
const claimsOf = ({ claims }: MailDetails<'payment_made'>): Item[] =>
	claims.map((number) => ({ text: number, to: paths.claim(number) }))

/** Puts a mail into words: the recipient's language, plain text and simple HTML of the same content. */
export function letterOf(mail: WrittenMail): Letter {
	const { kind, locale } = mail
	const t: Words = (key, values) => textOf(locale, `mail.${key}`, values)
	// the row was written by the same kind's writer; a row of an older release that no longer fits fails and is seen
	const compose = composers[kind] as (details: unknown, t: Words, locale: Locale) => Content
	const content = compose(mailDetails[kind].parse(mail.details), t, locale)
	return {
		id: `mail-${mail.id}`,
		to: mail.email,
		// a line break in a value would end the header
		subject: content.subject.replace(/\s+/g, ' '),
		text: textBody(content, t),
		html: htmlBody(content, locale, t),
		locale,
		...(content.unsubscribe ? { unsubscribe: address(content.unsubscribe) } : {}),
	}
}

const address = (path: string) => new URL(path, publicOrigin()).href

function textBody({ paragraphs, items = [], action, footer, unsubscribe }: Content, t: Words): string {
	const list = items.map(({ text, to, note }) => `· ${text}\n${note ? `  ${note}\n` : ''}  ${address(to)}`)
	return [
		t('greeting'),
		...paragraphs,
		...(list.length > 0 ? [list.join('\n')] : []),
		`${action.text}\n${address(action.to)}`,
		`-- \n${footer}\n${unsubscribe ? `${t('stop')} ${address(unsubscribe)}\n` : ''}${t('signature', { address: publicOrigin() })}`,
	].join('\n\n')
}

const inHtml = (text: string) =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replaceAll('\n', '<br>')

/** Mail programs know little CSS and no style sheets: everything stands at its element, colours of our own face. */
function htmlBody(content: Content, locale: string, t: Words): string {
	const { subject, paragraphs, items = [], action, footer, unsubscribe } = content
	const link = (to: string, text: string, style = 'color:#1d5c6b') =>
		`<a href="${inHtml(address(to))}" style="${style}">${inHtml(text)}</a>`
	const paragraph = (text: string) => `<p style="margin:0 0 12px">${text}</p>`
	const list = items
		.map(
			({ text, to, note }) =>
				`<li style="margin:0 0 8px">${link(to, text)}${note ? `<br><span style="color:#5b6266">${inHtml(note)}</span>` : ''}</li>`,
		)
		.join('')
	return `<!doctype html><html lang="${locale === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><title>${inHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1f2427;font:16px/1.6 sans-serif"><div style="max-width:600px">
${paragraph(inHtml(t('greeting')))}
${paragraphs.map((text) => paragraph(inHtml(text))).join('\n')}
${list ? `<ul style="margin:0 0 12px;padding-left:20px">${list}</ul>` : ''}
${paragraph(link(action.to, action.text, 'display:inline-block;padding:8px 16px;background:#1d5c6b;color:#ffffff;text-decoration:none'))}
<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #d5d9db;color:#5b6266;font-size:14px">${inHtml(footer)}<br>${unsubscribe ? `${link(unsubscribe, t('stop'), 'color:#5b6266')}<br>` : ''}${link('/', t('signature', { address: publicOrigin() }), 'color:#5b6266')}</p>
</div></body></html>`
}
