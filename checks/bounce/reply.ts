/**
 * Finds the reply in what a server or a bounce says: the basic code (RFC 5321 §4.2), the enhanced status code (RFC 3463) and the words.
 *
 *     550-5.1.1 The email account that you tried to reach does
 *     550 5.1.1 not exist. gsmtp
 */

import { basicCodes } from './registry.ts'

export interface Reply {
  /** Null when there is none. */
  code: number | null
  /** `5.1.1`; '' when there is none. */
  enhanced: string
  /** All of it in one line, without the codes that only repeat at the beginning of each line. */
  text: string
  /** The text from the basic code on: the words of the server that refused, without those of the one that tells. */
  words: string
}

/** Characters of a reply that are read. RFC 5321 allows 512 octets a line; nobody needs more than a few of them. */
export const longestReply = 4000

// A basic code stands at the beginning, or after what announces a reply, and is followed by what separates it from the words.
const basic = /^[245]\d\d(?=[ -]|$)|(?<![\w.@#%/-]|\d |\w:)[245]\d\d(?=[ -]\D|[ -]\d\.\d|[ -]\d{3}[ -]|[:.,] |[:,]?$| ?#\d)/g
// Of the subjects only one digit is in use, and a version number has seldom one: `4.88.1` is Exim's.
const enhancedCode = /(?<![\w.])(?<!\D-|\.\d{1,3}-)([245])\.(\d)\.(\d{1,3})(?!\d|\.\d)/g

// Sendmail puts a code of its own before what it heard: `554 <user@example.com>... 550 Host unknown`, or the talk above it: `<<< 550 …`.
const heard = /<<< *(?=[245]\d\d\b)|\.\.\. (?=[245]\d\d )/

/** Reads a reply, of one line or several. Never throws; of a long text the beginning is read. */
export function readReply(given: string): Reply {
  const text = oneLine(given)
  const [said = text] = text.split(heard).slice(1)
  const code = basicCodesIn(said)[0] ?? null
  return { code, enhanced: nearest(said, code), text, words: fromCode(said, code) }
}

/** All basic codes in a text, in order: any at its beginning, the registered ones elsewhere, where a number may be something else. */
export function basicCodesIn(text: string): number[] {
  return [...text.matchAll(basic)]
    .filter(({ index, 0: code }) => index === 0 || Number(code) in basicCodes || /^25[0-2]$/.test(code))
    .map(([code]) => Number(code))
}

/** All enhanced codes in a text, in order. */
export function enhancedCodesIn(text: string): string[] {
  return [...text.matchAll(enhancedCode)].map(([code]) => code)
}

function fromCode(text: string, code: number | null): string {
  const from = code === null ? 0 : text.search(new RegExp(`(?<![\\w.])${code}\\b`))
  const words = text.slice(Math.max(from, 0))
  return words.replace(/\W/g, '').length > 8 ? words : text
}

/** The enhanced code that stands right behind the basic one; else the first that says something. */
function nearest(text: string, code: number | null): string {
  const beside =
    code === null
      ? undefined
      : new RegExp(`(?<!\\d)${code}[ -:]{1,2}['"#(]?([245]\\.\\d{1,3}\\.\\d{1,3})(?!\\d|\\.\\d)`).exec(text)?.[1]
  const all = enhancedCodesIn(text)
  return beside ?? all.find((one) => !one.endsWith('.0.0')) ?? all[0] ?? ''
}

/** One line; codes at the beginning of the further lines of a reply are left out, and so is what cannot be printed. */
export function oneLine(given: string): string {
  return given
    .slice(0, longestReply)
    .split(/\r\n|\r|\n/)
    .map((line, index) => (index === 0 ? line : line.replace(/^\s*\d{3}[ -](?:[245]\.\d{1,3}\.\d{1,3})?/, ' ')))
    .join(' ')
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
}
