/** Copies exactly what would be published, and says what. Hidden until the script is there: without it, text is selected by hand. */
import { useEffect, useState } from 'react'
import { useAnnounce } from './announce.tsx'
import { buttonLook, type ButtonKind } from './button.tsx'
import { count } from './count.ts'
import { useHydrated } from './hydrated.ts'
import { CheckIcon, CopyIcon } from './icons.tsx'

interface CopyProps {
  text: string
  /** What it is, in the announcement: "the value". */
  what: string
  label?: string
  kind?: ButtonKind
  className?: string
}

/** The clipboard needs https or loopback; elsewhere a hidden field and the old command do. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return byCommand(text)
  }
}

function byCommand(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.setAttribute('aria-hidden', 'true')
  field.className = 'sr-only'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}

export function Copy({ text, what, label = 'Copy', kind = 'quiet', className = '' }: CopyProps) {
  const hydrated = useHydrated()
  const announce = useAnnounce()
  const [said, setSaid] = useState<'copied' | 'by hand'>()

  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(undefined), 2500)
    return () => clearTimeout(timer)
  }, [said])

  const copy = async () => {
    const done = await toClipboard(text)
    setSaid(done ? 'copied' : 'by hand')
    announce(
      done
        ? `Copied ${what}, ${count([...text].length, 'character')}.`
        : 'This browser does not let us copy. Select the text instead.',
    )
  }

  return (
    <button
      type="button"
      onClick={copy}
      title={`Copy ${what}`}
      className={`${buttonLook(kind)} ${hydrated ? '' : 'invisible'} ${className}`}
    >
      {said === 'copied' ? <CheckIcon className="size-4" /> : <CopyIcon className="size-4" />}
      <span className="grid justify-items-start [&>*]:[grid-area:1/1]">
        <span className={said ? 'invisible' : ''}>
          {label}
          {label === 'Copy' && <span className="sr-only"> {what}</span>}
        </span>
        <span className={said ? '' : 'invisible'} aria-hidden={!said}>
          {said === 'by hand' ? 'Select it' : 'Copied'}
        </span>
      </span>
    </button>
  )
}
