/** The name of a part's file (RFC 2183 §2.3): `filename` or `name`, plain, as an encoded-word, or in pieces with a character set (RFC 2231). */
import { decodeWords } from 'postal-mime'
import { fieldsNamed } from './headers.ts'
import { type Leaf, parameter } from './mime.ts'

const longest = 2000

/** The name as a mail program would show it; '' when there is none. */
export function fileNameOf({ headers }: Pick<Leaf, 'headers'>): string {
  for (const [field, name] of [
    ['content-disposition', 'filename'],
    ['content-type', 'name'],
  ] as const) {
    const value = fieldsNamed(headers, field)[0]?.value.slice(0, 16_384) ?? ''
    const found = extended(value, name) ?? parameter(value, name)
    if (found) return decodeWords(found.slice(0, longest))
  }
  return ''
}

/** RFC 2231 §3, §4: `name*=utf-8''a%20b`, and `name*0*=…; name*1=…`. */
function extended(value: string, name: string): string | undefined {
  const whole = parameter(value, `${name}*`)
  if (whole !== undefined) return percent(whole)
  let text = ''
  for (let index = 0; index < 50; index++) {
    const coded = parameter(value, `${name}*${index}*`)
    const piece = coded ?? parameter(value, `${name}*${index}`)
    if (piece === undefined) break
    text += coded === undefined ? piece : percent(piece)
  }
  return text === '' ? undefined : text
}

function percent(text: string): string {
  const [, charset = 'utf-8', rest = text] = /^([\w-]*)'[\w-]*'(.*)$/s.exec(text) ?? []
  const octets = Buffer.from(
    rest.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  return octets.toString(/^(?:iso-8859-1|windows-1252|us-ascii)$/i.test(charset) ? 'latin1' : 'utf8')
}
