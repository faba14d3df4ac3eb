/** What somebody gave a form before our script came: the browser keeps it in the fields, and nobody has been told. */
import { type RefObject, useEffect, useRef } from 'react'

/** Calls `tell` once, when the script has come, if a field of the form stands otherwise than the server wrote it. */
export function useGivenEarly(form: RefObject<HTMLFormElement | null>, tell: () => void): void {
  const first = useRef(tell)
  useEffect(() => {
    if ([...(form.current?.elements ?? [])].some(isGiven)) first.current()
  }, [form])
}

function isGiven(field: Element): boolean {
  if (field instanceof HTMLSelectElement) {
    const written = [...field.options].findIndex(({ defaultSelected }) => defaultSelected)
    return field.selectedIndex !== Math.max(written, 0)
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
  if (!(field instanceof HTMLInputElement)) return false
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked
}
