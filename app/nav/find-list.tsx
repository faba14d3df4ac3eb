/** What was found, as the list of the dialog's combobox. */
import { Fragment, useEffect } from 'react'
import { Time } from '../ui/time.tsx'
import type { FindPage, Hit } from './find.server.ts'
import { canBeChecked } from './typed.ts'

/** `check`: what is typed is looked at itself, whatever else was found. */
export interface Option extends Hit {
  kind: 'check' | 'found'
  /** The heading it stands under. */
  group?: string
}

export function optionsOf(text: string, data: FindPage | undefined): Option[] {
  const typed = text.trim()
  const check: Option[] = canBeChecked(typed) ? [{ kind: 'check', path: '', title: typed, note: 'Check it', at: null }] : []
  const found = (data?.groups ?? []).flatMap(({ title, hits }) =>
    hits.map((hit): Option => ({ ...hit, kind: 'found', group: title })),
  )
  return [...check, ...found]
}

/** Of its element; the path is one of ours and stands once. */
export const idOf = ({ kind, path }: Option): string =>
  kind === 'check' ? 'find-check' : `find-${path.replaceAll(/[^\w-]/g, '-')}`

interface FoundListProps {
  id: string
  options: Option[]
  chosen: Option | undefined
  onChoose: (option: Option) => void
}

export function FoundList({ id, options, chosen, onChoose }: FoundListProps) {
  const chosenId = chosen ? idOf(chosen) : undefined
  useEffect(() => {
    if (chosenId) document.getElementById(chosenId)?.scrollIntoView({ block: 'nearest' })
  }, [chosenId])
  const groups = [...new Set(options.map(({ group }) => group))]
  return (
    <div id={id} role="listbox" aria-label="Found" className="overflow-y-auto p-2 empty:hidden">
      {groups.map((group) => {
        const inGroup = options.filter((option) => option.group === group)
        return (
          <Fragment key={group ?? ''}>
            {group !== undefined && (
              <p aria-hidden="true" className="px-3 pt-2 pb-1 text-sm text-muted">
                {group}
              </p>
            )}
            {inGroup.map((option) => (
              <Row key={idOf(option)} option={option} isChosen={idOf(option) === chosenId} onChoose={onChoose} />
            ))}
          </Fragment>
        )
      })}
    </div>
  )
}

interface RowProps {
  option: Option
  isChosen: boolean
  onChoose: (option: Option) => void
}

/** The keyboard stays in the field above, so a row is only pressed. */
function Row({ option, isChosen, onChoose }: RowProps) {
  const { title, note, at, group } = option
  return (
    <div
      id={idOf(option)}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={() => onChoose(option)}
      onKeyDown={(event) => event.key === 'Enter' && onChoose(option)}
      className={`flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded-lg px-3 py-1.5 hover:bg-sunken ${isChosen ? 'bg-sunken' : ''}`}
    >
      <bdi className="min-w-0 truncate font-medium">{title}</bdi>
      <span className="max-w-[50%] shrink-0 truncate text-sm text-muted">
        {group !== undefined && <span className="sr-only">, {group}: </span>}
        <bdi>{note}</bdi>
        {note && at && ' · '}
        {at && <Time at={at} form="ago" />}
      </span>
    </div>
  )
}
