/** Sentences from a report. The words are ours, the values are the world's: marked, isolated from the text direction, and never markup. */
import { createElement, Fragment, type ReactNode } from 'react'
import type { ReportWords } from '#checks/report.ts'
import { withTerms } from './term.tsx'
import { Time } from './time.tsx'

type Part = ReportWords['values'][number]

/** Names, records and addresses have a dot, colon, sign or digit inside; plain words do not. */
const technical = (value: string): boolean => /[.:/=@_;<>\d]/.test(value)

function Value({ value, marked }: { value: Part; marked: boolean }) {
  if (typeof value === 'number') return <span className="tabular-nums">{value}</span>
  if (typeof value === 'object') return <Time at={value.time} />
  return <bdi className={marked && technical(value) ? 'value' : undefined}>{value}</bdi>
}

/** `marked`: values in the exact face. `terms`: words of the field open their meaning. */
export function Words({ say, marked = true, terms = false }: { say: ReportWords; marked?: boolean; terms?: boolean }) {
  const parts = say.strings.flatMap((text, index): ReactNode[] => {
    const value = say.values[index]
    const words = terms ? withTerms(text, index) : [text]
    return value === undefined ? words : [...words, <Value key={`value ${index}`} value={value} marked={marked} />]
  })
  return createElement(Fragment, null, ...parts)
}
