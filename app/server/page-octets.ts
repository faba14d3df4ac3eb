/** The octets of a page on their way out. */
import { Transform } from 'node:stream'

/**
 * Takes a page in UTF-8 and gives it without NULs, of which no page has one of its own: React 18 leaves one or two where a character would
 * cross the end of its buffer of 2048 octets, and goes on with that character behind them.
 */
export function pageOctets(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, chunk.includes(0) ? chunk.filter((octet) => octet !== 0) : chunk)
    },
  })
}
