/** What every refusal of the domain and of the books says, by its code. Longer than code may be: a table of sentences, one a key. */
export const refusal = {
	'access.denied': 'Your role may not do this. Ask a colleague who has the right, or sign in with another role.',
	'access.sign_in': 'Sign in first. You will come back here.',
	'access.other_person':
		'Someone else must do this step: one person may not both prepare and approve. Ask a colleague with the right.',
	'input.invalid':
		'What arrived was incomplete, so nothing was done or changed. Reload this page, fill it in and send it again.',
	not_found: 'Nothing here: the number is wrong or the page has moved. Check the number, or search from the home page.',
	'state.not_allowed': 'This cannot be done in its present state. See the next step on top of the page.',
	'state.changed_meanwhile':
		'Someone took a step after you opened this page. Reload and go on from the new state; your step had no effect.',
	'command.key_reused':
		'This form was already sent with other contents. Reload the page, look at the result, and fill it in again.',

	'identity.wrong_sign_in':
		'Wrong e-mail or password. Check them; if you forgot the password, your administrator can invite you under another e-mail.',
	'identity.wrong_sign_in.known': 'Wrong e-mail or password. {left} more tries, then a {minutes}-minute lock.',
	'identity.too_many_attempts': 'Too many tries; locked for now. Try again in a while.',
	'identity.too_many_attempts.known': 'Too many tries; locked for now. Try again in {minutes} minutes.',
	'identity.email_taken': 'This e-mail is already registered. Sign in, or use another address.',
	'identity.credit_code_taken': 'This credit code is already registered. Ask your administrator to add you.',
	'identity.not_verified':
		'Your organisation is not verified yet; this step has to wait. It usually takes one working day.',
	'identity.roles_incompatible':
		'One person may not hold both roles: review, settlement, finance and audit are separate. Choose another person or role.',
	'identity.role_exists': 'This person has the role already, or it awaits consent. Nothing more to do.',
	'identity.role_unknown': 'There is no such role. Choose one from the list.',
	'identity.last_appointer':
		'Not possible: then fewer than two people could appoint roles here. Appoint a successor first.',
	'identity.invitation_gone': 'The invitation is no longer valid: used or out of date. Ask for a new one.',
	'identity.invitation_open': 'This address has an open invitation. Withdraw that one before you send another.',
	'identity.wrong_password': 'The present password is wrong. Enter it again.',
	'identity.no_organisation':
		'Your account belongs to no organisation now. Ask an administrator for an invitation, or register one.',
	'identity.payee_pending': 'A payee account is waiting for its second person. Confirm or refuse that one first.',
	'identity.payee_name_differs':
		'The account name must equal the organisation’s full name. Correct it, or use your own account.',
	'identity.name_fixed':
		'A verified name and credit code cannot be changed here. Send proof of the change to the platform operator.',

	'programme.invalid_document':
		'The programme document has mistakes and was not saved. Correct the places named and upload it again.',
	'programme.sample_not_open':
		'This is a sample transcribed from public text, for trying out only. Choose a programme that is open here.',
	'programme.not_published':
		'This edition is not published, so no round can use it. A second person must publish it first.',
	'programme.id_taken': 'Another programme already uses the id in this document. It names the caps, so choose another.',
	'programme.other_id':
		'This is no new version of the same programme: the id must be {expected}. Correct it, or upload it as a new programme.',
	'programme.other_division':
		'The document belongs to division {division}, which is not yours. Check the field division.',
	'programme.draft_incomplete':
		'The draft still has {n} places to correct and cannot be submitted. They are marked where it is written.',
	'programme.examples_differ':
		'{n} worked examples differ from what the draft computes, the first being “{name}”. Correct the rules or the example, then submit.',
	'programme.too_many_cases': 'At most {most} worked examples. Remove some first.',
	'simulation.no_orders': 'There are no orders of {year}. Choose another year, or upload a file of orders.',
	'simulation.too_many': 'At most {most} orders at a time. Use those of this programme alone, or one year at a time.',
	'round.not_open': 'This round takes no applications now. See its dates, or choose an open round.',

	'fund.exhausted':
		'The fund does not have enough left, so nothing was done. Wait for an increase or for money to come back.',
	'fund.not_approved': 'The fund is not approved yet and cannot be drawn on. A second person must approve it.',
	'fund.not_received':
		'The money received so far does not cover this batch. Record a receipt, or make the batch smaller.',
	'fund.not_received.known':
		'¥{freeFen} received and unused, ¥{totalFen} needed. Record the receipt first, or void the batch and make it smaller.',
	'fund.closed':
		'This fund’s year has ended: nothing is granted, ordered or changed in it. Work on the next year’s fund; vouchers and claims went there with their money.',
	'fund.closed.known':
		'The year of fund {number} has ended: nothing is granted, ordered or changed in it. Reload, and work on the next year’s fund.',
	'fund.over_issued':
		'The quotas granted would pass what the over-issue factor allows. Wait until some lapse or are voided, or have the appropriation increased.',
	'fund.over_issued.known':
		'The over-issue factor allows ¥{limitFen} of quotas, and this one would pass it. Wait until some lapse or are voided, or have the appropriation increased.',
	'cap.exceeded':
		'Above the limit the rules set, so nothing was done. Lower the amount, or use a voucher without this limit.',
	'cap.exceeded.known':
		'The limit is ¥{limitFen} and ¥{usedFen} is used; the rest does not cover this. Lower the amount.',
	'voucher.holds_open':
		'Orders still hold a part of this voucher, so it cannot be voided. Wait until they are accepted, cancelled or expired.',
	'voucher.holds_open.known':
		'Order {orders} still holds a part of voucher {number}, so it cannot be voided. Wait until it is accepted, cancelled or expired.',
	'voucher.proposal_open':
		'A proposal on this voucher already waits for a second person. Have that one approved or refused first.',
	'voucher.extension_days':
		'The new last day must be later than the old one and not in the past, and claiming may not end before use. Change the days and propose again.',
	'voucher.still_valid': 'The last day has not passed, so nothing has lapsed.',
	'voucher.still_valid.known': 'The last day is {day} and has not passed. Come back after it.',
	'voucher.too_late':
		'The voucher’s last day has passed and this order can no longer use it. Ask the authority for an extension, or to let the share lapse so that you pay in full.',
	'voucher.too_late.known':
		'Voucher {number} had to be used by {useBy}, and this order is too late. Ask the authority for an extension, or to let the share lapse so that you pay in full.',
	'correction.of_correction':
		'This entry is itself a correction and is not corrected again. If it is still wrong, do the right thing anew; for money, propose the document again.',
	'correction.taken':
		'This entry has been corrected; an entry is corrected once. To change it again, correct the entry that was booked anew.',
	'correction.open':
		'A correction of this entry already waits for a second person. Approve, refuse or withdraw it first.',
	'correction.in_use':
		'Part of this voucher is held, used or gone, so its split can no longer change. Correct it after the order is withdrawn or cancelled; for money already paid, open a clawback.',
	'correction.paid':
		'This entry is in a batch or paid, and what a bank line confirmed is not corrected. Record a return, or open a clawback to get the money back.',
	'correction.of_order':
		'Holds, redemptions and approvals are not changed by a correction. Withdraw or cancel the order, cut the claim before approval, or open a clawback after payment.',
	'correction.not_correctable':
		'This entry cannot be corrected: only budget documents, and the split of an unused voucher or of a claim in no batch. Use the step that belongs to it.',
	'correction.same': 'What you entered equals what was booked. Enter the right source, amount or document number.',
	'correction.split_differs':
		'The sources must add up to the amount booked, to the fen, and none may be negative. Change them and send again.',
	'correction.split_differs.known':
		'The sources must add up to ¥{sumFen}, to the fen, and none may be negative. Change them and send again.',
	'period.closed':
		'This month is closed and takes no more entries. Reload and act with today’s date; to change past entries, propose a correction.',
	'period.closed.known':
		'{month} is closed and takes no more entries. Reload and act with today’s date; to change past entries, propose a correction.',
	'period.not_over': 'This month is not over and cannot be closed yet. Try again next month.',
	'period.not_over.known': '{month} is not over: it can be closed after {day}.',
	'period.earlier_open':
		'An earlier month is still open. Months are closed one after the other: close the earlier one first.',
	'period.earlier_open.known': 'Months are closed one after the other: close {month} first.',
	'period.later_closed': 'A later month is closed, so this one cannot be reopened. Reopen the last closed month first.',
	'period.later_closed.known': 'Only the last closed month can be reopened: reopen {month} first.',
	'period.proposal_open': 'A close or reopening already waits for a second person. Have it decided first.',
	'as_of.future': 'To look back, choose a day that is past. On the recorded clock the latest is yesterday.',
	'voucher.insufficient':
		'The voucher does not have enough left. Lower the amount and pay the rest, or use another voucher.',
	'voucher.insufficient.known':
		'Voucher {number} has ¥{freeFen} left; this needs ¥{amountFen}. Lower the amount, or use another voucher.',
	'voucher.expired': 'The voucher is past its date. Use another one, or pay in full.',
	'voucher.expired.known': 'Voucher {number} could be used until {useBy}. Use another one, or pay in full.',
	'voucher.already_granted': 'You already have a voucher from this round. See My vouchers.',
	'voucher.not_eligible':
		'The rules do not allow this voucher; the reasons stand above. Apply again when they have changed.',

	'order.listing_unavailable': 'This service takes no orders now. Choose a similar one, or ask the provider.',
	'order.price_missing': 'This service needs a quote first. Ask the provider for one.',
	'order.voucher_amount_changed': 'What the voucher pays has just changed. See the new amount and order if you agree.',
	'order.report_missing': 'No report yet, so it cannot be delivered. Upload the report with its number and date first.',
	'order.own_payment_missing':
		'Your own share is not settled: the enterprise records the transfer, the provider confirms it. Do both first.',
	'order.contract_missing': 'There is no contract yet. The provider uploads it, then the enterprise confirms.',
	'order.date_in_future': 'The date is later than today. Check it against the paper.',
	'order.price_changed': 'The price has just changed. Reload and look at the new one first.',
	'order.price_changed.known': 'The price has just changed to ¥{now}. Look at it before you go on.',
	'order.voucher_not_usable':
		'This voucher cannot pay for this order; the reasons stand above. Choose another, or order and pay in full.',
	'order.voucher_amount_changed.known':
		'What the voucher pays has just changed to ¥{now}. Look at it before you go on.',

	'application.live_one': 'You already have an application in this round, open or granted. See “My vouchers”.',

	'draw.round_open':
		'The window is not over, so the list cannot be closed. Wait for its end, or close the round early.',
	'draw.list_closed':
		'The list of this round is closed: nothing is added, sent back or scored any more. The enterprise itself may withdraw; for the rest see the result of the draw.',
	'draw.nobody': 'No application is eligible; an empty list is not closed. Check the applications, or close the round.',
	'draw.scores_missing':
		'Some applications still lack points, so the list was not closed. Have a reviewer score each of them first.',
	'draw.scores_missing.known':
		'{unscored} applications still lack points, so the list was not closed. Have a reviewer score each of them first.',
	'draw.number_early':
		'This number cannot be entered yet: only from the day named in advance on, and its own date is not before that day nor after today. Check the date with the source.',
	'draw.number_early.known':
		'The number is one published on {numberOn} or later, and its date is not after today. Check the date with the source, and enter it when the day has come.',
	'draw.number_digits':
		'The number has the wrong count of digits. Copy it whole from its source; spaces and points may stay.',
	'draw.number_digits.known':
		'The number has {digits} digits. Copy it whole from its source; spaces and points may stay.',
	'draw.number_missing':
		'No number has been entered, or it does not belong to this list. Reload the page and go by the latest one.',
	'draw.grants_only':
		'This round is given by lottery or by score, all together. Close the list after the window; the vouchers follow its order.',
	'draw.points_too_many': 'That is more than this criterion can bring. Make it less.',
	'draw.points_too_many.known': 'This criterion brings at most {most} points. Make it less.',

	'invoice.taken': 'This fapiao is used up or belongs to another order. Check its number, or use another one.',
	'invoice.party_mismatch':
		'Buyer and seller on the fapiao differ from the order. Ask the provider to issue it with the order’s tax numbers.',
	'invoice.too_small': 'The fapiao is smaller than the amount to be used. Check it, or add another one.',
	'invoice.other_programme':
		'This invoice is already claimed under another programme, and the two do not support the same cost twice. Take another invoice, or claim only the part not used yet.',
	'invoice.other_programme.known':
		'This invoice is already used for claim {claim}, and the two programmes do not support the same cost twice. Take another invoice, or claim only the part not used yet.',
	'invoice.joint_ceiling':
		'Several programmes together would support this invoice above their joint ceiling. Claim less here, or withdraw the other claim.',
	'invoice.red_letter_too_large':
		'The red-letter fapiao takes more than the invoice has left. Check its amount and the number of the original invoice.',
	'invoice.red_letter_early': 'The red-letter fapiao is dated before the invoice. Check the date on the paper.',
	'invoice.is_red_letter':
		'This file is a red-letter fapiao (its amount is negative) and cannot be handed in as an invoice. Enter it under “Enter a red-letter fapiao”.',
	'invoice.file_differs':
		'The fapiao file says otherwise than was typed. Correct it, or, if what you typed is right, tick the box that says so and send again.',
	'invoice.file_differs.known':
		'The file says {read}, which is not what was typed. Correct it, or, if what you typed is right, tick the box that says so and send again.',
	'invoice.above_price': 'The fapiao for this order would exceed the final price. Lower the part.',
	'invoice.above_price.known': 'At most ¥{left} more can be invoiced for this order. Lower the part.',
	'own_payment.above_due': 'That is more than is still due on this order. Lower it, or check which order was paid.',
	'own_payment.above_due.known': 'At most ¥{left} is still due on this order. Lower it, or check which order was paid.',
	'own_payment.slip_taken': 'This slip is recorded with this order already. One slip, one payment: choose another.',

	'claim.evidence_missing':
		'Papers are missing, so it cannot be claimed. The list names them; add them and submit again.',
	'claim.already_claimed': 'This order has been claimed already. See that claim; nothing more to submit.',
	'claim.below_floor': 'Below the smallest amount that can be claimed at once. Claim it together with other orders.',
	'claim.payee_missing': 'There is no confirmed payee account. Add one and have another person confirm it.',
	'claim.objection_open':
		'There is an open objection to this claim. It cannot be approved before a ruling; others are not affected.',
	'claim.notice_open': 'The public notice is still running. Approve when it has ended without objection.',
	'claim.cut_needs_reason': 'A cut needs its reason and article. Add them and submit again.',
	'claim.late': 'The time to claim is over. The amount went back to the fund, as the rules say.',
	'claim.mixed_orders':
		'These orders cannot stand in one claim: programme, fund and enterprise must be the same. Claim them separately.',
	'relation.recorded': 'This is recorded already. Check the list; if it has changed, mark the old one as ended first.',
	'claim.flags_open':
		'Some signs of a relation or a duplicate have not been judged. Judge each of them under Relations and Similar projects, then decide.',
	'claim.related_line':
		'The enterprise and the provider of a line are related in a way the rules do not support, so it cannot be approved. Cut these lines to zero and name the article.',
	'claim.same_project':
		'A line is judged to be the same project as an earlier claim, and is not supported twice. Cut it to zero, or judge again.',
	'claim.same_project.known':
		'A line is judged to be the same project as the earlier claim {claim}, and is not supported twice. Cut it to zero, or judge again.',
	'claim.invoice_reduced':
		'Since the review a red-letter fapiao has reduced the invoice. Review again: cut what is too much, then approve; if the claim is on notice, take it off first.',
	'claim.order_not_paid':
		'The claim of an order is not paid yet, so the order does not count for a reward. Take it off and claim it once its claim is paid.',
	'claim.order_not_paid.known':
		'The claim of order {order} is not paid yet, so the order does not count for a reward. Take it off and claim it once its claim is paid.',
	'claim.reward_reduced':
		'Since the review an order of this reward has had a red-letter fapiao or a clawback, so the rules give less. Review again: cut what is too much, then approve; if the claim is on notice, take it off first.',
	'claim.reward_reduced.known':
		'Since the review order {order} has had a red-letter fapiao or a clawback, so the rules give less. Review again: cut what is too much, then approve; if the claim is on notice, take it off first.',
	'claim.not_eligible':
		'The rules do not allow this claim now; the check list says why. Correct it and submit again, or withdraw it.',

	'batch.under_way':
		'The batch is being locked or sent, step by step. Wait until the progress is complete, then try again.',
	'batch.empty': 'There is nothing to pay in this batch, so it cannot be locked. Add approved claims first.',
	'batch.changed': 'The batch changed after it was locked and cannot be approved. Void it and lock a new one.',
	'batch.line_taken': 'Some lines are in another batch already. Reload and choose only those that are free.',
	'batch.unconfirmed_payee':
		'A payee account is not confirmed. Have a second person confirm it, or leave this claim for the next batch.',
	'batch.unconfirmed_payee.known':
		'The payee account of {names} is not confirmed. Have a second person confirm it, or remove the line.',
	'payment.not_in_payment': 'This payment is not with the bank, so no result can be recorded. Check its number.',
	'payment.amount_differs':
		'The bank’s amount differs from the payment’s. Check the line, choose another payment, or set it aside.',

	'payment.under_way': 'A payment of this claim is under way. Try again once the bank has answered.',
	'payment.under_way.known': 'A payment of claim {number} is under way. Try again once the bank has answered.',
	'payment.clawed_back':
		'A part of this payment was clawed back already, so it cannot be returned whole. Set the bank line aside and record what it is.',
	'payment.clawed_back.known':
		'A part of payment {number} was clawed back already, so it cannot be returned whole. Set the bank line aside and record what it is.',
	'batch.after_last_payment_day':
		'The last payment day of this fund has passed; nothing more is paid this year. Void the batch and pay out of next year’s fund after the year-end.',
	'batch.after_last_payment_day.known':
		'The last payment day of fund {fund} was {day}. Void the batch and pay out of next year’s fund after the year-end.',
	'sampling.not_in_rules': 'This programme says nothing of sampling. Put the share into its rules first.',
	'sampling.number_too_early':
		'The number must come into being after the list is closed. Choose a later day, and enter it from that day on.',
	'sampling.nothing_to_list': 'No approved claim of that time is left to list. Choose another time.',
	'sanction.in_force':
		'This organisation is under a sanction and meanwhile cannot apply, order with a voucher or claim. Object to it at the bureau that decided it, or come back when it has ended.',
	'sanction.in_force.known':
		'{name} is under a sanction ({decision}) and meanwhile cannot apply, order with a voucher or claim. Object to it at the bureau that decided it, or come back when it has ended.',
	'sanction.proposed_already': 'A sanction of this organisation waits for approval. Decide that one first.',
	'clearing.not_paid':
		'This has not been paid yet, or not by this fund, so nothing can be cleared. Wait until the bank statement shows it.',
	'advance.same_level': 'An advance is between two different sources of one fund. Choose another level.',
	'advance.proposed_already': 'An advance for this level waits for its decision. Decide that one first.',
	'advance.above_due': 'That is more than is still due for the advance. Check the amount and record it again.',
	'advance.above_due.known':
		'¥{leftFen} is still due for this advance, not ¥{amountFen}. Check the amount and record it again.',
	'clearing.proposed_already': 'A clearing of this payment waits for the other side. Decide that one first.',
	'clearing.same_side':
		'The same source of the same fund paid it and would bear it: nothing to clear. Choose another side.',
	'set_off.other_payer':
		'The demand and the payable are not of one payee and one payer account. Choose another payable.',
	'set_off.not_payable':
		'This payable is in a batch, paid or too small. Choose another one, or take it out of its batch first.',
	'set_off.not_payable.known':
		'This payable of claim {number} is in a batch, paid or too small. Choose another one, or take it out of its batch first.',
	'set_off.proposed_already': 'A set-off of this demand or payable waits for approval. Decide that one first.',
	'clawback.not_paid':
		'This money has not reached the payee, so there is nothing to claw back. Take it out of its batch or cut the claim instead.',
	'clawback.above_paid': 'That is more than was paid and is not clawed back yet. Enter a smaller amount.',
	'clawback.above_paid.known': 'At most ¥{leftFen} can still be clawed back, not ¥{amountFen}. Enter a smaller amount.',
	'clawback.above_demand': 'That is more than is still due. Check the amount and record it again.',
	'clawback.above_demand.known': '¥{leftFen} is still due, not ¥{amountFen}. Check the amount and record it again.',
	'clawback.proposed_already':
		'A clawback of this payment already waits for a second person. Have that one approved or refused first.',
	'year_end.changed':
		'Something moved in the fund after the preview, so the year-end was not done. Refuse this plan and propose it again from a new preview.',
	'year_end.batches_open': 'Some batches are not finished, so the year cannot end. Pay, return or void them first.',
	'year_end.batches_open.known':
		'Batch {numbers} is not finished, so the year cannot end. Pay, return or void it first.',
	'year_end.next_fund_missing':
		'Money is to be carried over and no fund can take it. Create and approve next year’s fund of the same programme first.',
	'year_end.sources_differ':
		'The two funds have different sources, so nothing can be carried over. Give next year’s fund the same sources.',
	'year_end.proposed_already': 'A year-end plan already waits for a second person. Have it approved or refused first.',
	'statement.refused':
		'Nothing imported: the statement has mistakes. Fix it as shown and import again; nothing is posted twice.',
	'statement.refused.known': 'Nothing imported: line {line}, {why}',
	'statement.already_imported': 'This statement was imported before. Nothing was posted twice.',
	'statement.already_imported.known': 'This statement was imported before ({number}). Nothing was posted twice.',
	'statement.gap': 'The opening balance does not follow the last statement. Import the missing one first.',
	'statement.gap.known':
		'It does not follow: the last statement of account {account} ({since}) closed at {expected}, this one opens at {found}. Import the missing one first.',
	'match.not_matched': 'This line is not matched now, so there is nothing to undo. Refresh to see how it stands.',
	'match.later':
		'The money has moved on since (clawed back, carried over, or batched again), so this match cannot be undone. Correct it from where things stand now.',
	'match.later.known':
		'The money of payment {number} has moved on since (clawed back, carried over, or batched again), so this match cannot be undone. Correct it from where things stand now.',
	'match.too_much': 'The bank paid ¥{restFen} more than this payment. Say whether that is a fee or too much paid.',
	'match.reason_needed': 'Say what the money beyond the payment is, and whom you asked.',
	'match.direction': 'Only a line of money out can be a part of a payment. Check the direction.',
	'statement.old_sheet':
		'An old .xls sheet cannot be read. Save it as .xlsx or CSV in your spreadsheet program and import that.',
	'statement.given_up':
		'This file was tried several times and never read to its end; it is in quarantine. Try again; if that fails too, give its number to the platform operator.',
	'statement.not_waiting': 'Somebody has dealt with this file already. Refresh to see how it stands.',
	'statement.mapping_incomplete':
		'Columns are missing: say which one is the date, and which the amount, or money out, or money in.',
	'statement.mapping_twice':
		'Two columns are given for one thing. Except for the remittance, each thing has one column.',

	'import.old_sheet': 'An old .xls sheet cannot be read. Save it as .xlsx or CSV and upload that.',
	'import.macro': 'A workbook with macros is not taken. Save it as a plain .xlsx or CSV and upload that.',
	'import.broken': 'This file cannot be opened or is no table. Export it again and upload that.',
	'import.broken.known':
		'Line {line} has wrong quotes or separators, so the file was not read. Correct that line and upload again.',
	'import.too_large':
		'The table is too large, or unpacks to far more than it should, and was not read. Split it and upload the parts.',
	'import.too_many_rows': 'Too many rows. Split the file and upload the parts.',
	'import.too_many_rows.known': 'More than {n} rows. Split the file and upload the parts.',
	'import.no_rows': 'The table has no rows. Make sure the first sheet has a header and rows below it.',
	'import.given_up':
		'This file could not be checked to its end in several tries. Upload it again; if that fails, tell the operator its number.',
	'import.not_waiting': 'Somebody has dealt with this file already. Reload to see how it stands.',
	'import.mapping_incomplete': 'No column is named as the name. Choose it.',
	'import.mapping_twice': 'Two columns are said to hold the same. Each thing stands in one column.',
	'import.defaults_missing': 'Type and category either have a column or are chosen here.',
	'import.has_bad_rows':
		'Some rows are unusable, so the whole file was not imported. Correct them, or import only the usable rows.',
	'import.has_bad_rows.known':
		'{n} rows are unusable, so the whole file was not imported. Correct them, or import only the usable rows.',
	'import.nothing_good': 'No row is usable. Download the unusable rows, correct them and upload again.',

	'file.too_large': 'The file is too large. Compress it and upload again.',
	'file.too_large.known': 'The file is larger than {megabytes} MB. Compress it or split it.',
	'file.type_refused': 'This kind of file is not accepted. Use PDF, OFD, JPG or PNG; for statements XML or CSV.',
	'file.empty': 'The file is empty. Choose it again.',

	'photo.too_many': 'Too many photos. Take some off first, or choose fewer.',
	'photo.too_many.known': 'At most {most} photos; there are {have} already. Choose fewer, or take some off first.',
	'photo.too_many_at_once': 'Too many at once. Upload them in several goes.',
	'photo.too_many_at_once.known': 'At most {most} at once. Upload them in several goes.',
	'photo.too_large': 'The photo file is too large. Make it smaller and upload it again.',
	'photo.too_large.known': '“{name}” is over {megabytes} MB. Make it smaller and upload it again.',
	'photo.unreadable': 'This file is no photo, or it is damaged. Upload a JPG, PNG or WebP.',
	'photo.unreadable.known':
		'“{name}” is no JPG, PNG or WebP photo, or it is damaged. Choose another; turn HEIC photos of an iPhone into JPG first.',
	'photo.too_many_pixels': 'The photo is too large. Make it smaller and upload it again.',
	'photo.too_many_pixels.known': '“{name}” has over {megapixels} million pixels. Make it smaller and upload it again.',
	'photo.too_small': 'The photo is too small to show anything. Upload a larger one.',
	'photo.too_small.known': '“{name}” is too small: its shorter side needs {shortest} pixels. Upload the original.',
	'intake.too_many': 'Too many questions. Take some out first.',
	'intake.too_many.known': 'At most {most} questions. Take some out first.',
	'order.intake_changed':
		'The provider has just changed its questions. Reload the page, answer the new ones and order then.',
	'order.intake_incomplete': 'What the provider asks is not complete. Follow the notes at the fields.',
	'document.too_many': 'Too many documents. Take some off first.',
	'document.too_many.known': 'At most {most} documents. Take some off first.',
	'document.no_pdf': 'Only PDF is taken here. Save it as PDF and upload that.',
	'document.no_pdf.known': '“{name}” is no PDF. Save it as PDF and upload that.',

	'search.too_many': 'You can keep {n} saved searches. Remove one you no longer need, then save again.',

	'calendar.year_unknown':
		'That year’s holidays are not published, so working days cannot be counted. Wait, or choose another date.',
} as const
