/** One-time codes in a mail: 4 to 8 digits, or letters and digits, near a word for code. For who tests a sign-in. */
import type { TestMail } from '../subject.ts'
import { pageOf } from './page.ts'

export interface FoundCode {
  code: string
  /** The line that speaks of it. */
  said: string
}

const mostCodes = 5
const mostLines = 2000

const words = new RegExp(
  [
    ...[
      '\\bcodes?\\b',
      '\\botp\\b',
      'one[- ]time',
      'passcode',
      '\\bpin\\b',
      'verification',
      'security number',
      'einmal',
      '[a-z]code\\b',
    ],
    ...[
      'bestätigungs',
      'sicherheits',
      'vérification',
      'código',
      'codice',
      'verificação',
      'verificatie',
      'kod(?:en|u|as)?\\b',
      'kód',
    ],
    ...[
      'koodi',
      'κωδικός',
      'код',
      'кода',
      'رمز',
      'קוד',
      'कोड',
      'コード',
      '認証',
      '验证码',
      '驗證碼',
      '校验码',
      '인증',
      '번호',
      'รหัส',
      'mã ',
    ],
  ].join('|'),
  'iu',
)

const candidate =
  /(?<![\p{L}\p{N}#/=?&%_.-])(?:\d{4,8}|\d{3}[ -]\d{3}|(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{4,8}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4})(?![\p{L}\p{N}%_/-]|[.,]\d)/gu

/** What every candidate holds. */
const maybe = /\d|[A-Z]{3}-/

/** The codes, likeliest first; empty for a mail that has none. Never throws. */
export function codesOf(mail: TestMail): FoundCode[] {
  const shown = codesInText(pageOf(mail)?.text ?? '')
  return shown.length > 0 ? shown : codesInText(mail.text ?? '')
}

function codesInText(text: string): FoundCode[] {
  if (!maybe.test(text)) return []
  const lines = text
    .slice(0, 200_000)
    .split('\n')
    .map((line) => line.trim().slice(0, 500))
    .filter((line) => line !== '')
    .slice(0, mostLines)
  const found = new Map<string, FoundCode>()
  // Few lines hold a code, and looking for the words costs more than all else here.
  const hold = lines.map((line) => maybe.test(line))
  for (const [index, line] of lines.entries()) {
    if (found.size >= mostCodes) break
    if (!(hold[index] || hold[index + 1] || hold[index + 2]) || !words.test(line)) continue
    const [here, next] = [line, lines[index + 1] ?? ''].map(codesIn)
    // Beside the word, else in the line below it when that line is nothing but a code.
    const codes = here?.length
      ? here
      : [next ?? [], codesIn(lines[index + 2] ?? '')].flatMap((some, at) => onlyCode(some, lines[index + 1 + at]))
    for (const code of codes) if (!found.has(code)) found.set(code, { code, said: line })
  }
  return [...found.values()].slice(0, mostCodes)
}

const onlyCode = (codes: string[], line = ''): string[] => codes.filter((code) => line.length <= code.length + 4)

function codesIn(line: string): string[] {
  return [...line.matchAll(candidate)].map(([code]) => code).filter((code) => !isYear(code, line))
}

/** A year, unless it is called a code. */
function isYear(code: string, line: string): boolean {
  return /^(?:19|20)\d\d$/.test(code) && !new RegExp(`(?:code|pin|otp)\\W{0,3}(?:is\\W{0,2})?${code}`, 'i').test(line)
}
