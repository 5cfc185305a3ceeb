/** Mails to people, and the mailbox of the operator's desk. */
export const mail = {
	greeting: 'Hello,',
	signature: 'Innovation voucher service {address}',
	reason: 'Reason: {words}',

	payee_proposed_subject: 'A new payee account was proposed for {organisation}',
	payee_proposed_what:
		'{by} proposed a new payee account for {organisation} ({number}). It is used only once another person confirms it; until then money goes to the present account.',
	payee_accounts: 'Present account: {before}\nNew account: {after}',
	payee_proposed_next:
		'If your organisation did not want this, sign in now, reject the change and change your password.',
	payee_confirmed_subject: 'The payee account of {organisation} has changed',
	payee_confirmed_what:
		'{by} confirmed the new payee account of {organisation} ({number}). Batches locked from now on are paid to it; batches already locked are not affected.',
	payee_confirmed_next:
		'If your organisation did not want this, sign in now to change it back, and ask the authority to hold payments.',
	payee_action: 'See the payee accounts',
	payee_why:
		'You get this mail because you administer {organisation} or dealt with its former account. Changes of account are always announced.',

	organisation_verified_subject: '{organisation} has been verified',
	organisation_verified_what: 'The details of {organisation} have been verified. You can now use the service.',
	organisation_verified_action: 'Sign in',
	organisation_refused_subject: '{organisation} could not be verified',
	organisation_refused_what: 'The details of {organisation} were checked and could not be verified.',
	organisation_refused_next: 'Please sign in, correct them and submit again. You need not register anew.',
	organisation_refused_action: 'Correct the details',
	organisation_why: 'You get this mail because you administer {organisation}.',

	claim_returned_subject: 'Claim {number} was returned for correction',
	claim_returned_what: 'Your claim {number} was returned and needs correction.',
	claim_returned_next: 'Submit it again when it is corrected. It keeps its number and its place in the queue.',
	claim_returned_action: 'Correct the claim',
	claim_why: 'You get this mail because you administer the claiming organisation or submitted the claim.',

	payment_made_subject: '{amount} paid: payment {number}',
	payment_made_what: 'The bank paid {amount} to account {account}, payment {number}, for {n} claims.',
	'payment_made_what.one': 'The bank paid {amount} to account {account}, payment {number}, for {n} claim.',
	payment_made_next: 'When it arrives is up to your own bank.',
	payment_returned_subject: 'Payment {number} came back: {amount}',
	payment_returned_what: 'The bank returned {amount} paid to {account} (payment {number}, for {n} claims).',
	'payment_returned_what.one': 'The bank returned {amount} paid to {account} (payment {number}, for {n} claim).',
	payment_returned_next:
		'Please check name, number and bank code of the payee account. Once it is corrected and a second person has confirmed it, the authority pays again.',
	payment_action: 'See the claims',

	new_listings_subject: '“{name}”: {n} new services',
	'new_listings_subject.one': '“{name}”: {n} new service',
	new_listings_what: 'Your saved search “{name}” found {n} newly published services:',
	'new_listings_what.one': 'Your saved search “{name}” found {n} newly published service:',
	new_listings_action: 'See all results',
	new_listings_why: 'You get this mail because you saved this search and turned its alert on. Change it at {address}.',
	stop: 'Stop this alert',

	mailbox_title: 'Mail',
	mailbox_lead: 'Mail the platform writes to its users, for the operator only. The words of sent mail are not kept.',
	mailbox_not_sent: 'Not sent: no SMTP_URL. Mail is only kept here',
	mailbox_not_sent_note: 'Set SMTP_URL and restart to send new mail; what is kept here will not be sent later.',
	mailbox_filter: 'By state',
	mailbox_all: 'All',
	mailbox_caption: 'Mail',
	mailbox_empty: 'No mail',
	mailbox_empty_note: 'Changed payee accounts, returned claims, payments and alerts on new services are mailed.',
	column_subject: 'Subject',
	column_to: 'To',
	column_state: 'State',
	column_at: 'Written',
	retry_at: 'tried {n} times, again {at}',
	'retry_at.one': 'tried once, again {at}',
	error: 'Error: {words}',
	letter_heading: 'Text',
	letter_none: 'The words of sent mail are not kept.',
	letter_waiting: 'Waiting; not yet put into words.',

	kind_payee_proposed: 'New payee account proposed',
	kind_payee_confirmed: 'Payee account changed',
	kind_organisation_verified: 'Organisation verified',
	kind_organisation_refused: 'Organisation not verified',
	kind_claim_returned: 'Claim returned',
	kind_payment_made: 'Payment made',
	kind_payment_returned: 'Payment returned',
	kind_new_listings: 'New services',
} as const
