/**
 * The end of a mail and the dots in it (RFC 5321 §4.5.2): a line with a single dot ends the mail, and of any other line that begins with
 * a dot that dot is taken away. A line ends with CR LF and nothing else: whoever takes a bare LF or CR for the end of a line lets mails be
 * smuggled inside others (CVE-2023-51764), and changes octets that were signed.
 */

const lineWithDot = Buffer.from('\r\n.')
const end = Buffer.from('\r\n.\r\n')
const [cr = 13, lf = 10] = end

/** `rest`: what followed the end of the mail; null while it goes on. */
export interface Undotted {
  octets: Buffer
  rest: Buffer | null
}

export class Undotter {
  /** Octets that may become the end. The first line stands after the line break of DATA, which is not part of the mail. */
  #held: Buffer = end.subarray(0, 2)
  #foreign = 2

  feed(chunk: Buffer): Undotted {
    const all = Buffer.concat([this.#held, chunk])
    const kept: Buffer[] = []
    let from = 0
    for (;;) {
      const at = all.indexOf(lineWithDot, from)
      const next = at + lineWithDot.length
      if (at < 0) return this.#hold(all, from, all.length - beginsEnd(all), kept)
      if (next === all.length || (all[next] === cr && next + 1 === all.length)) return this.#hold(all, from, at, kept)
      kept.push(all.subarray(from, at + 2))
      if (all[next] === cr && all[next + 1] === lf) return { octets: this.#join(kept), rest: all.subarray(next + 2) }
      from = next
    }
  }

  #hold(all: Buffer, from: number, to: number, kept: Buffer[]): Undotted {
    // What follows a dot that was taken away is never held back to before it.
    const until = Math.max(from, to)
    kept.push(all.subarray(from, until))
    this.#held = all.subarray(until)
    return { octets: this.#join(kept), rest: null }
  }

  #join(kept: Buffer[]): Buffer {
    const [only] = kept
    const octets = only && kept.length === 1 ? only : Buffer.concat(kept)
    const foreign = Math.min(this.#foreign, octets.length)
    this.#foreign -= foreign
    return octets.subarray(foreign)
  }
}

/** How many octets at the end may begin `CR LF .`; where a dot is there already it was found before. */
function beginsEnd(all: Buffer): number {
  if (all.at(-1) === cr) return 1
  return all.at(-1) === lf && all.at(-2) === cr ? 2 : 0
}
