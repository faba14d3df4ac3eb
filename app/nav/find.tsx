/**
 * Find, on every page: behind ⌘K (Ctrl K) and a button a dialog, in which the arrows walk through what was found (a combobox with a list,
 * WAI-ARIA 1.2). Without script the button leads to a page that does the same.
 */
import { Link, useFetcher, useLocation, useNavigate, useSubmit } from '@remix-run/react'
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useHydrated } from '../ui/hydrated.ts'
import { CloseIcon, SearchIcon } from '../ui/icons.tsx'
import type { FindPage } from './find.server.ts'
import { FoundList, idOf, type Option, optionsOf } from './find-list.tsx'

export function Find() {
  const { key } = useLocation()
  // The keys are named when they do something: not without script, and not before it is there.
  const hydrated = useHydrated()
  const dialog = useRef<HTMLDialogElement>(null)
  const [isOpen, setOpen] = useState(false)
  const open = () => {
    if (dialog.current?.open) return
    // What is typed right after the keys must find the field there.
    flushSync(() => setOpen(true))
    dialog.current?.showModal()
  }
  useShortcut(open)
  useEffect(() => {
    if (key) dialog.current?.close()
  }, [key])
  useEffect(() => {
    const box = dialog.current
    // What is around the dialog counts as the dialog itself.
    const onClick = (event: Event) => event.target === box && box?.close()
    box?.addEventListener('click', onClick)
    return () => box?.removeEventListener('click', onClick)
  }, [])
  const onPress = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    open()
  }
  return (
    <>
      <Link
        to="/find"
        onClick={onPress}
        aria-haspopup="dialog"
        aria-keyshortcuts={hydrated ? 'Meta+K Control+K' : undefined}
        className="flex min-h-9 items-center gap-2 rounded-lg border border-line bg-surface px-2.5 text-sm text-muted no-underline hover:bg-sunken lg:w-44"
      >
        <SearchIcon className="size-4" />
        <span className="max-sm:sr-only">Find</span>
        <span aria-hidden="true" className={`ms-auto hidden text-xs lg:inline ${hydrated ? '' : 'invisible'}`}>
          ⌘K
        </span>
      </Link>
      <dialog
        ref={dialog}
        aria-label="Find"
        // Told late: it may be open again.
        onClose={() => setOpen(dialog.current?.open ?? false)}
        className="mx-auto mt-[8dvh] hidden max-h-[80dvh] w-[min(40rem,calc(100vw-1.5rem))] flex-col overflow-hidden rounded-xl border border-line bg-surface p-0 text-ink shadow-[0_24px_64px_rgb(0_0_0/30%)] backdrop:bg-black/45 open:flex"
      >
        {isOpen && <Box close={() => dialog.current?.close()} />}
      </dialog>
    </>
  )
}

const listId = 'find-list'
/** Milliseconds of quiet before what is typed is looked for. */
const quietMs = 90

function Box({ close }: { close: () => void }) {
  const { load, data, state } = useFetcher<FindPage>()
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const choose = useChoose(text, close)
  useEffect(() => {
    const timer = setTimeout(() => load(`/find?${new URLSearchParams({ q: text })}`), text === '' ? 0 : quietMs)
    return () => clearTimeout(timer)
  }, [text, load])
  const isFresh = data?.asked === text.trim()
  const options = optionsOf(text, data)
  // What was found for other letters is not chosen unseen.
  const chosen = isFresh || options[0]?.kind === 'check' ? options[Math.min(place, options.length - 1)] : undefined
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || options.length === 0) return
    event.preventDefault()
    setPlace((Math.min(place, options.length - 1) + step + options.length) % options.length)
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    choose(chosen)
  }
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text')
    if (!pasted.trim().includes('\n')) return
    event.preventDefault()
    choose({ kind: 'check', path: '', title: pasted, note: '', at: null })
  }
  return (
    <>
      <form onSubmit={onSubmit} className="flex items-center gap-2 border-b border-line px-3">
        <SearchIcon className="size-5 text-muted" />
        <input
          type="text"
          role="combobox"
          aria-label="A domain, address, mail, report or page"
          aria-autocomplete="list"
          aria-expanded={options.length > 0}
          aria-controls={listId}
          aria-activedescendant={chosen ? idOf(chosen) : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setPlace(0)
          }}
          onKeyDown={onKey}
          onPaste={onPaste}
          placeholder="A domain, address, mail, report or page"
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          maxLength={2000}
          className="min-h-14 min-w-0 grow bg-transparent text-ink placeholder:text-muted focus-visible:outline-none"
        />
        <button type="button" onClick={close} className="grid size-9 place-items-center rounded-lg text-muted hover:bg-sunken">
          <CloseIcon className="size-4" />
          <span className="sr-only">Close</span>
        </button>
      </form>
      <p role="status" className="sr-only">
        {isFresh && state === 'idle' ? `${options.length} found` : ''}
      </p>
      <FoundList id={listId} options={options} chosen={chosen} onChoose={choose} />
      {isFresh && options.length === 0 && <p className="px-4 py-5 text-muted">Nothing here has these letters.</p>}
    </>
  )
}

/** Leads to what was chosen; to the page that finds, when nothing was. */
function useChoose(text: string, close: () => void): (option: Option | undefined) => void {
  const navigate = useNavigate()
  const submit = useSubmit()
  return (option) => {
    close()
    if (option?.kind === 'check') return submit({ text: option.title }, { method: 'post', action: '/check' })
    navigate(option ? option.path : `/find?${new URLSearchParams({ q: text })}`)
  }
}

function useShortcut(open: () => void): void {
  const latest = useRef(open)
  useEffect(() => {
    latest.current = open
  })
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      latest.current()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
