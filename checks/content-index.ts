/** The rows about the message itself: its form, and what it says. */
import type { Check } from './check.ts'
import { headerDate } from './content/header-date.ts'
import { headerFrom } from './content/header-from.ts'
import { headerMessageId } from './content/header-message-id.ts'
import { listUnsubscribe } from './content/list-unsubscribe.ts'
import { listUnsubscribeOneClick } from './content/list-unsubscribe-one-click.ts'
import { plainTextPart } from './content/plain-text-part.ts'
import type { TestMail } from './subject.ts'

/** Header fields and MIME. */
export const formatChecks: Check<TestMail>[] = [headerFrom, headerDate, headerMessageId]

/** Body, links and unsubscribing. */
export const bodyChecks: Check<TestMail>[] = [plainTextPart, listUnsubscribe, listUnsubscribeOneClick]
