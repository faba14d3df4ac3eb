/** What was pasted, dropped or pressed on /bounce, and the answer. Nothing of it is kept. */
import { bounceOfMail, bounceOfReply } from '#checks/bounce/index.ts'
import type { BounceAnswer } from '#checks/report.ts'
import { type Export, readExport } from './export.server.ts'

export interface BouncePage {
  /** What was pasted, to be shown in the field again. */
  text: string
  answer: BounceAnswer | null
  /** A mail that was dropped, in base64, so that the reader can send it once more to have it kept; '' of one too long for that. */
  mail: string
  /** Recipients that are not shown. */
  more: number
  /** The file itself goes back to the reader, who sends it once more to get it with the answers. */
  export: { result: Export; csv: string; column: number | null; name: string } | null
  problem: string | null
}

export const nothing: BouncePage = { text: '', answer: null, mail: '', more: 0, export: null, problem: null }

/** Characters of a pasted text; longer ones are files. */
const longestPaste = 200_000
const shownRecipients = 50
/** Octets of a mail that goes back to the reader. */
const longestMail = 1_000_000

/** Answers the form of the page. Never throws for what is in it. */
export async function answerForm(form: FormData): Promise<BouncePage> {
  const file = form.get('file')
  if (file instanceof File && file.size > 0) return answerFile(Buffer.from(await file.arrayBuffer()), file.name)
  const csv = textOf(form, 'csv')
  if (csv !== '') return answerExport(csv, textOf(form, 'name'), columnIn(form))
  const text = textOf(form, 'text')
  if (text.trim() === '') return { ...nothing, problem: 'Paste a reply, or choose a file.' }
  return answerPasted(text)
}

/** Answers what was pasted: one reply, or a whole mail. */
export function answerPasted(given: string): BouncePage {
  const text = given.slice(0, longestPaste)
  return shown({ ...nothing, text, answer: looksLikeMail(text) ? bounceOfMail(Buffer.from(text)) : bounceOfReply(text) })
}

async function answerFile(octets: Buffer, name: string): Promise<BouncePage> {
  const start = octets.subarray(0, 4000).toString('latin1')
  if (looksLikeMail(start)) {
    const mail = octets.length <= longestMail ? octets.toString('base64') : ''
    return shown({ ...nothing, mail, answer: bounceOfMail(octets) })
  }
  if (start.includes('\0') && !/^(?:\xff\xfe|\xfe\xff)/.test(start)) {
    const problem =
      'This file is neither a mail (.eml) nor a table (.csv). Nothing of it was kept. Save the bounce as a file, or export the list as CSV.'
    return { ...nothing, problem }
  }
  return answerExport(decoded(octets), name, undefined)
}

async function answerExport(csv: string, name: string, column: number | undefined): Promise<BouncePage> {
  const result = await readExport(csv, column)
  if (result.kind === 'empty') return { ...nothing, problem: 'There is nothing in this file.' }
  return { ...nothing, export: { result, csv, column: column ?? null, name: name.slice(0, 200) } }
}

/** A field of a header, and an empty line somewhere. */
const looksLikeMail = (text: string): boolean =>
  /^(?:From |>?[A-Za-z][\w-]{1,60}:[^\n]{0,2000}\r?\n(?:[\w\t >-]))/.test(text.trimStart())

function decoded(octets: Buffer): string {
  const encoding =
    octets[0] === 0xff && octets[1] === 0xfe ? 'utf-16le' : octets[0] === 0xfe && octets[1] === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(octets)
}

function shown(page: BouncePage): BouncePage {
  if (!page.answer) return page
  const { recipients } = page.answer
  const more = Math.max(0, recipients.length - shownRecipients)
  return { ...page, more, answer: { ...page.answer, recipients: recipients.slice(0, shownRecipients) } }
}

/** A field of the form; '' when it is not there, or a file. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** The column a person chose; undefined when none. */
export function columnIn(form: FormData): number | undefined {
  const column = textOf(form, 'column')
  return /^\d{1,3}$/.test(column) ? Number(column) : undefined
}
