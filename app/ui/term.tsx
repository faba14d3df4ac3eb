/** A word of the field: dotted underline, and a button that opens its meaning. The browser's own popover: works without our script. */
import { type ReactNode, useId } from 'react'
import { terms } from './terms.ts'

/** React 18 does not know these attributes yet; it writes them as they are. */
const opens = (id: string): object => ({ popovertarget: id })
const popover: object = { popover: 'auto' }

export function Term({ word }: { word: string }) {
  const id = useId()
  const meaning = terms[word]
  if (!meaning) return <>{word}</>
  return (
    <>
      <button type="button" className="term" {...opens(id)}>
        {word}
      </button>
      <span id={id} className="pop" {...popover}>
        <strong className="mb-1 block font-semibold">{word}</strong>
        {meaning}
      </span>
    </>
  )
}

/** A button that opens a small panel beside it. */
export function Disclosure({ label, children, className = '' }: { label: ReactNode; children: ReactNode; className?: string }) {
  const id = useId()
  return (
    <>
      <button type="button" className={className} {...opens(id)}>
        {label}
      </button>
      <div id={id} className="pop" {...popover}>
        {children}
      </div>
    </>
  )
}

const pattern = new RegExp(`\\b(${Object.keys(terms).join('|')})\\b`)

/** The text with the first known word of the field made a button. `mark` tells it apart from the terms beside it. */
export function withTerms(text: string, mark: string | number): ReactNode[] {
  const found = pattern.exec(text)
  if (!found?.[1]) return [text]
  const after = found.index + found[1].length
  return [text.slice(0, found.index), <Term key={`term ${mark}`} word={found[1]} />, text.slice(after)]
}
