/** Mail that came through a mailing list to which people write (RFC 2369 §3.4). Lists put a tag before the Subject and lines below the text. */
import { type Fix, say } from '../check.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

/** Was it posted to a list? A newsletter says `NO`, or has no such field. */
export function isPosted({ headers }: Pick<TestMail, 'headers'>): boolean {
  const [post] = fieldsNamed(headers, 'list-post')
  return post !== undefined && !/^\s*no\b/i.test(post.value)
}

/** The author signed, and the list changed what was signed: that is the list's to mend. */
export const leaveAlone: Fix = {
  who: 'mail-server',
  say: say`A mailing list changed the mail. Let the list leave Subject and text as they are, or send in its own name (From at the list's domain).`,
  why: say`A signature over what was changed does not hold, so the list's mail looks forged to receivers.`,
}
