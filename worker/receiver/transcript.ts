/** The transcript of a session: every line with our own time, safe to store and to show, secrets left out. */
import type { TranscriptLine } from '#prisma/session.ts'

/** Control characters become their visible symbols; what would turn the text around becomes U+FFFD. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\x00-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replaceAll('\x7f', '\u2421')
    .replaceAll(/[\x80-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** AUTH is never offered, but some try: what they say after the mechanism is a secret (RFC 4954). */
const withoutSecrets = (line: string): string => line.replace(/^(\s*AUTH\s+\S+)\s.*$/is, '$1 <not kept>')

export class Transcript {
  lines: TranscriptLine[] = []
  /** The transaction that lines belong to now; 0 between transactions. */
  transaction = 0

  client(line: string): TranscriptLine {
    return this.#add('client', visible(withoutSecrets(line)))
  }

  server(line: string): void {
    this.#add('server', visible(line))
  }

  /** A transcript that begins with what was said before the first transaction of this one. */
  continued(): Transcript {
    const next = new Transcript()
    next.lines = this.lines.slice(
      0,
      this.lines.findIndex(({ transaction }) => transaction > 0),
    )
    return next
  }

  #add(from: TranscriptLine['from'], line: string): TranscriptLine {
    const added: TranscriptLine = { at: new Date().toISOString(), from, line, transaction: this.transaction }
    this.lines.push(added)
    return added
  }
}
