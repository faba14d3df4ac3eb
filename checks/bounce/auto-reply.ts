/** Automatic answers: "I am out of the office", a ticket number, a challenge (RFC 3834). They come back like bounces and are none. */
import { decodeWords } from 'postal-mime'
import { fieldsNamed } from '../records/headers.ts'
import type { OpenMail } from './open-mail.ts'

const subjects =
  /^\s*(?:auto(?:matic)?(?:ally generated)?[ _-]?(?:reply|response|responder|answer|antwort)|out of (?:the )?office|ooo\b|vacation|away from|i am (?:out|away)|abwesen|automatische? (?:antwort|reply)|r[ée]ponse automatique|absence|respuesta autom[áa]tica|risposta automatica|automatisch antwoord|自動(?:返信|応答)|challenge|please (?:confirm|verify) your)/i

/** Is this a machine's answer to a mail? */
export function isAutoReply({ headers }: OpenMail): boolean {
  const value = (name: string) => fieldsNamed(headers, name)[0]?.value.slice(0, 1000) ?? ''
  return (
    /^\s*auto-(?:replied|notified)\b/i.test(value('auto-submitted')) ||
    /^\s*auto[_-]?reply\b/i.test(value('precedence')) ||
    ['x-autoreply', 'x-autorespond', 'x-auto-reply-from', 'x-vacation'].some((name) => value(name) !== '') ||
    subjects.test(decodeWords(value('subject')))
  )
}
