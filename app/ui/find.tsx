/** The one box on every page: at the top where there is room, and ⌘K (Ctrl K) leads to it, or to the page's own. */
import { Form } from '@remix-run/react'
import { useEffect } from 'react'
import { BoxField } from '../scan/box.tsx'
import { ArrowIcon } from './icons.tsx'

export function Find() {
  useShortcut()
  return (
    <Form action="/check" method="post" role="search" aria-label="Find" className="relative hidden w-52 lg:block xl:w-60">
      <BoxField
        label="Find a domain, an address or a test"
        placeholder="Find  ⌘K"
        className="block max-h-9 w-full rounded-lg border border-line bg-surface py-1.5 ps-3 pe-9 text-sm focus:max-h-64"
      />
      <button
        type="submit"
        className="absolute inset-e-1 top-1 grid size-7 place-items-center rounded-md text-muted hover:bg-sunken"
      >
        <ArrowIcon className="size-3.5" />
        <span className="sr-only">Find</span>
      </button>
    </Form>
  )
}

function useShortcut(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      const box = [...document.querySelectorAll<HTMLTextAreaElement>('[data-box]')].find((one) => one.offsetParent !== null)
      event.preventDefault()
      if (!box) return location.assign('/check')
      box.focus()
      box.select()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
