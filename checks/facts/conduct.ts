/** How the client spoke SMTP, read from the transcript of the session: what it said, when it did not wait, what we had to refuse. */
import type { SpokenLine, WitnessedSession } from '../subject.ts'

export interface Conduct {
  /** The line it said before our greeting (RFC 5321 §4.3.1). */
  early: string | undefined
  /** A line sent ahead of our reply although nothing had been agreed about that (RFC 2920 §3.1). */
  unagreed: string | undefined
  /** Lines with a mistake in their form. */
  mistakes: string[]
  /** The parameters of MAIL FROM, in upper case: `BODY=8BITMIME`, `SMTPUTF8`. */
  parameters: string[]
}

const shown = 5

/** Undefined when the transcript was not kept. */
export function conductOf({ transcript }: WitnessedSession): Conduct | undefined {
  if (!transcript || transcript.length === 0) return undefined
  const mail = transcript.findLast(({ from, line }) => from === 'client' && /^MAIL FROM:/i.test(line))
  return {
    early: transcript[0]?.from === 'client' ? transcript[0].line : undefined,
    unagreed: unagreed(transcript),
    mistakes: mistakes(transcript).slice(0, shown),
    parameters: (mail?.line.replace(/^[^>]*>?/, '') ?? '').trim().toUpperCase().split(/\s+/).filter(Boolean),
  }
}

/** PIPELINING is agreed once the client has said EHLO and we have answered it, and not again before the next EHLO after STARTTLS. */
function unagreed(transcript: readonly SpokenLine[]): string | undefined {
  let agreed = false
  let asked = ''
  for (const { from, line, ahead } of transcript) {
    if (from === 'server') {
      if (/^250[ -]/.test(line) && /^EHLO /i.test(asked)) agreed = true
      if (/^250[ -]/.test(line) && /^HELO /i.test(asked)) agreed = false
      if (/^220[ -]/.test(line) && /^STARTTLS$/i.test(asked)) agreed = false
      continue
    }
    if (ahead && !agreed) return line
    asked = line
  }
  return undefined
}

function mistakes(transcript: readonly SpokenLine[]): string[] {
  return transcript.flatMap(({ from, line }, index) => {
    if (from !== 'client') return []
    const reply = transcript.slice(index + 1, index + 2).find((next) => next.from === 'server')
    const refused = reply && /^50[01][ -]/.test(reply.line) && !/^AUTH\b/i.test(line)
    const loose = /^(?:MAIL FROM|RCPT TO):\s/i.test(line) || /^(?:MAIL FROM|RCPT TO):[^<\s]/i.test(line)
    return refused || loose ? [line] : []
  })
}
