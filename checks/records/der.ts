/** DER, as far as one has to look inside a certificate oneself (X.690 §8): tag, length, content, and the same again inside. */

export interface DerNode {
  tag: number
  content: Uint8Array
}

/** The values that stand one after another; reading stops at what is none. */
export function readDer(octets: Uint8Array): DerNode[] {
  const nodes: DerNode[] = []
  for (let at = 0; at + 2 <= octets.length; ) {
    const tag = octets[at] ?? 0
    const first = octets[at + 1] ?? 0
    const extra = first < 0x80 ? 0 : first & 0x7f
    if (extra > 4 || first === 0x80) return nodes
    let length = extra === 0 ? first : 0
    for (let index = 0; index < extra; index++) length = length * 256 + (octets[at + 2 + index] ?? 0)
    const start = at + 2 + extra
    if (start + length > octets.length) return nodes
    nodes.push({ tag, content: octets.subarray(start, start + length) })
    at = start + length
  }
  return nodes
}

const [sequence, objectIdentifier, octetString, extensionsTag] = [0x30, 0x06, 0x04, 0xa3]

/** The value of a certificate's extension (RFC 5280 §4.1.2.9), by the DER content of its OID. */
export function readExtension(certificate: Uint8Array, oid: Uint8Array): Uint8Array | undefined {
  const toBeSigned = readDer(readDer(certificate)[0]?.content ?? empty)[0]
  const wrapped = readDer(toBeSigned?.content ?? empty).find(({ tag }) => tag === extensionsTag)
  const extensions = readDer(readDer(wrapped?.content ?? empty)[0]?.content ?? empty).filter(({ tag }) => tag === sequence)
  for (const { content } of extensions) {
    const parts = readDer(content)
    if (parts[0]?.tag !== objectIdentifier || Buffer.compare(parts[0].content, oid) !== 0) continue
    return parts.find(({ tag }) => tag === octetString)?.content
  }
  return undefined
}

const empty = new Uint8Array()

/** Nobody nests deeper for a reason. */
const deepest = 12

/** Every text of this kind, however deep. */
export function findTexts(octets: Uint8Array, textTag: number, depth = 0): string[] {
  if (depth > deepest) return []
  return readDer(octets).flatMap(({ tag, content }) => {
    if (tag === textTag) return [Buffer.from(content).toString('latin1')]
    // Bit 6: made of further values.
    return (tag & 0x20) !== 0 ? findTexts(content, textTag, depth + 1) : []
  })
}
