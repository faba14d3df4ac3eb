/**
 * The DKIM-Signature field (RFC 6376 §3.5): a tag list that says who signed (`d`, `s`, `i`), what (`h`, `l`, `bh`), how (`a`, `c`) and
 * when (`t`, `x`). Only read here; whether it verifies is another question.
 */
import { normalDomain } from './names.ts'
import { readTags, tagValue } from './tags.ts'
import { keptByText } from './kept.ts'

export interface SignatureField {
  /** `d=`, in lower-case A-labels; '' when there is none that could be. */
  domain: string
  selector: string
  /** `a=`, lower case. */
  algorithm: string
  /** `c=`, both halves. */
  canonicalization: { header: string; body: string }
  /** `h=`, lower case, in order and as often as listed. */
  signedHeaders: string[]
  /** `i=`, with the quoted-printable of §2.11 decoded; undefined when absent. */
  identity: string | undefined
  /** `bh=` without white space. */
  bodyHash: string
  /** `l=`: octets of the canonical body that are signed. */
  bodyLength: number | undefined
  /** `t=` and `x=`, seconds since 1970. */
  signedAt: number | undefined
  expiresAt: number | undefined
}

/** Characters of a field that are read. The longest in use sign long lists of fields and stay under a quarter of this. */
const longestValue = 8192

/** Reads the unfolded value of a DKIM-Signature field. Never throws; what is not there is empty. */
export const readSignature: (value: string) => SignatureField = keptByText(readField, { most: 50, longest: longestValue })

function readField(value: string): SignatureField {
  const { tags } = readTags(value.slice(0, longestValue))
  const tag = (name: string) => tagValue(tags, name)?.replace(/[ \t\r\n]+/g, '')
  const [header = 'simple', body = 'simple'] = (tag('c') ?? 'simple/simple').toLowerCase().split('/')
  return {
    domain: normalDomain(tag('d') ?? ''),
    selector: tag('s')?.toLowerCase() ?? '',
    algorithm: tag('a')?.toLowerCase() ?? '',
    canonicalization: { header, body },
    signedHeaders: (tag('h') ?? '').toLowerCase().split(':').filter(Boolean),
    identity: tag('i')?.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    bodyHash: tag('bh') ?? '',
    bodyLength: wholeNumber(tag('l')),
    signedAt: wholeNumber(tag('t')),
    expiresAt: wholeNumber(tag('x')),
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
