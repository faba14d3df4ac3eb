/**
 * How much a report may hold. What the world says is shown as it was said, but a stranger decides how long that is: a TXT record may have
 * 64 KiB, and thirty checks that show it. So whatever goes into a report goes through here, and what is cut says by how much.
 */
import { type Evidence, type Fix, type RecordChange, say, type Words } from './check.ts'
import type { Question } from './net.ts'
import type { ReportQuestion } from './report.ts'
import { cut } from './views/bounded.ts'

/** Characters of one text that are shown: more than any record in use has. */
const mostText = 2000
/** Rows of evidence of one finding, and their characters together. */
const mostRows = 65
const mostEvidence = 20_000
/** Characters of a record that can be copied out of a fix. */
const mostRecord = 10_000
/** Characters of all records that are kept with the questions. */
const mostAnswers = 1_000_000

const shortened = (text: string): string => cut(text, mostText)

/** Evidence a person can read: long texts are cut, and rows beyond what fits counted. */
export function boundedEvidence(rows: Evidence[]): Evidence[] {
  const shown: Evidence[] = []
  let size = 0
  for (const row of rows) {
    const isShort = row.where.length <= mostText && row.what.length <= mostText
    const next = isShort ? row : { ...row, where: shortened(row.where), what: shortened(row.what) }
    size += next.where.length + next.what.length
    if (size > mostEvidence || shown.length >= mostRows)
      return [...shown, { where: next.where, what: `and ${rows.length - shown.length} more` }]
    shown.push(next)
  }
  return shown
}

/** A sentence whose values are no longer than is shown. */
export function boundedWords(words: Words): Words {
  if (words.text.length <= mostText) return words
  const values = words.values.map((value) => (typeof value === 'string' ? shortened(value) : value))
  return say(Object.assign([...words.strings], { raw: words.strings }), ...values)
}

/** A fix, without records that are too long to be copied: a record stands in a fix whole, or not at all. */
export function boundedFix({ who, say, why, records, asks, steps, careful }: Fix): Fix {
  return {
    who,
    say: boundedWords(say),
    why: boundedWords(why),
    ...(records && fits(records) && { records }),
    ...(asks && {
      asks: asks.map(({ question, answers }) => ({
        question: boundedWords(question),
        answers: answers.map((one) => ({
          answer: boundedWords(one.answer),
          say: boundedWords(one.say),
          ...(one.records && fits(one.records) && { records: one.records }),
        })),
      })),
    }),
    ...(steps && { steps: steps.map(boundedWords) }),
    ...(careful && { careful: boundedWords(careful) }),
  }
}

function fits(records: RecordChange[]): boolean {
  return records.every(({ was = '', value }) => was.length + value.length <= mostRecord)
}

/** The questions of a report. Records beyond what is kept leave how many characters they had. */
export function boundedQuestions(questions: Question[]): ReportQuestion[] {
  let left = mostAnswers
  return questions.map((question) => {
    if (!question.records?.length) return question
    const size = JSON.stringify(question.records).length
    if (size > left) {
      const { records: _, ...rest } = question
      return { ...rest, cut: size }
    }
    left -= size
    return question
  })
}
