/** Fields of the forms here: what is asked, what helps, and what is in the way, beside each other. */
import { type ReactNode, useId } from 'react'
import { TriangleIcon } from '../ui/icons.tsx'

const look =
  'mt-1 block min-h-11 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted'
const asTyped = { autoCapitalize: 'none', autoCorrect: 'off', autoComplete: 'off', spellCheck: false } as const

interface Asked {
  name: string
  label: string
  help?: ReactNode
  /** What is in the way, in words. */
  fault?: string | undefined
}

function Around({ id, label, help, fault, children }: Omit<Asked, 'name'> & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {help && (
        <p id={`${id}-help`} className="text-sm text-muted">
          {help}
        </p>
      )}
      {children}
      {fault && (
        <p id={`${id}-fault`} className="mt-1.5 flex gap-2 text-sm [overflow-wrap:anywhere]">
          <span className="pt-0.5 text-warn">
            <TriangleIcon className="size-4" />
          </span>
          {fault}
        </p>
      )}
    </div>
  )
}

const described = (id: string, { help, fault }: Asked) => ({
  id,
  'aria-invalid': fault !== undefined,
  'aria-describedby': [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined,
})

/** A line. `exact`: an address or a name, not words. */
export function Line({
  value = '',
  type = 'text',
  exact = false,
  placeholder,
  ...asked
}: Asked & { value?: string; type?: 'text' | 'password'; exact?: boolean; placeholder?: string }) {
  const id = useId()
  const field = { name: asked.name, type, placeholder, defaultValue: value, className: `${look} ${exact ? 'value' : ''}` }
  return (
    <Around id={id} {...asked}>
      <input
        {...(exact ? asTyped : { autoComplete: type === 'password' ? 'new-password' : 'off' })}
        {...field}
        {...described(id, asked)}
      />
    </Around>
  )
}

export function Lines({ value = '', rows, ...asked }: Asked & { value?: string; rows: number }) {
  const id = useId()
  return (
    <Around id={id} {...asked}>
      <textarea name={asked.name} rows={rows} defaultValue={value} className={`${look} exact py-2.5`} {...described(id, asked)} />
    </Around>
  )
}

export interface Choice {
  value: string
  label: string
}

export function Choose({ value, choices, ...asked }: Asked & { value?: string; choices: readonly Choice[] }) {
  const id = useId()
  return (
    <Around id={id} {...asked}>
      <select name={asked.name} defaultValue={value} className={`${look} pe-8`} {...described(id, asked)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Around>
  )
}
