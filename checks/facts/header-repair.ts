import { type KeyObject, createHash, verify } from 'node:crypto'

/** Rewrites of a field that lists and gateways are known for, undone in the canonical text of a header. */
const rewrites: { what: string; field: string; undo: (value: string) => string }[] = [
  {
    what: 'a tag was put before the Subject',
    field: 'subject',
    undo: (value) => value.replace(/^(\s*(?:(?:re|fwd?|aw|wg):\s*)?)\[[^\]]{1,60}\]\s*/i, '$1'),
  },
  {
    what: 'a warning was put before the Subject',
    field: 'subject',
    undo: (value) => value.replace(/^\s*(?:\*{2,5}[^*]{1,40}\*{2,5}|(?:EXTERNAL|EXT|SPAM)\s?:)\s*/i, ''),
  },
  {
    what: 'encoded words of the Subject were folded anew',
    field: 'subject',
    undo: (value) => value.replace(/\?=\s+=\?/g, '?==?'),
  },
  { what: 'encoded words of From were folded anew', field: 'from', undo: (value) => value.replace(/\?=\s+=\?/g, '?==?') },
  { what: 'the Subject was folded anew', field: 'subject', undo: (value) => value.replace(/\r\n[ \t]+/g, ' ') },
  { what: 'the To field was folded anew', field: 'to', undo: (value) => value.replace(/\r\n[ \t]+/g, ' ') },
]

/** Does the signature over this canonical header hold with this key? `algorithm`: `a=`, so that one that is too weak is not taken for wrong. */
export function holds(signed: string, key: KeyObject, signature: string, algorithm = 'rsa-sha256'): boolean {
  const octets = Buffer.from(signed, 'latin1')
  const rsa = key.asymmetricKeyType === 'rsa'
  const hash = algorithm === 'rsa-sha1' ? 'sha1' : 'sha256'
  try {
    // RFC 8463 §3: Ed25519 signs the hash, RSA the text itself.
    const data = rsa ? octets : createHash('sha256').update(octets).digest()
    return verify(rsa ? hash : null, data, key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** Which known rewrite, undone, makes the signature hold again; undefined when none does. */
export function headerChange(signed: string, key: KeyObject, signature: string, algorithm?: string): string | undefined {
  for (const { what, field, undo } of rewrites) {
    const restored = signed.replace(fieldIn(field), (_, name: string, value: string) => name + undo(value))
    if (restored !== signed && holds(restored, key, signature, algorithm)) return what
  }
  return undefined
}

/** A field within canonical text: its name and colon, then its value with folded lines. */
function fieldIn(name: string): RegExp {
  return new RegExp(`(?<=^|\\r\\n)(${name}:[ \\t]*)((?:[^\\r]|\\r\\n[ \\t])*)`, 'i')
}
