/** How something that can be pressed looks. Targets are at least 32 pixels high, 44 for the main ones. */
import { Form } from '@remix-run/react'
import type { ComponentProps, ReactNode } from 'react'

export type ButtonKind = 'main' | 'plain' | 'quiet' | 'grave'

const shape = 'inline-flex items-center justify-center gap-2 rounded-lg font-medium no-underline transition-colors'
const looks: Record<ButtonKind, string> = {
  main: 'min-h-11 px-4 bg-accent text-on-accent hover:bg-accent-hover border border-transparent',
  plain: 'min-h-11 px-4 bg-surface text-ink border border-line-strong/60 hover:bg-sunken',
  quiet: 'min-h-8 px-2.5 text-sm bg-surface text-ink border border-line hover:bg-sunken',
  grave: 'min-h-11 px-4 bg-surface text-fail border border-fail/60 hover:bg-fail-soft',
}

export const buttonLook = (kind: ButtonKind): string => `${shape} ${looks[kind]}`

export function Button({ kind = 'plain', className = '', ...rest }: ComponentProps<'button'> & { kind?: ButtonKind }) {
  return <button type="submit" className={`${buttonLook(kind)} ${className}`} {...rest} />
}

/** Asks once before something is deleted for good. Without script too: it is a disclosure around a form. */
export function AskToDelete({ label, question }: { label: string; question: ReactNode }) {
  return (
    <details className="group">
      <summary className={`${buttonLook('quiet')} list-none`}>{label}</summary>
      <div className="card mt-2 max-w-md p-4">
        <p className="mb-3">{question}</p>
        <Form method="post">
          <Button kind="grave" name="intent" value="delete">
            Delete now
          </Button>
        </Form>
      </div>
    </details>
  )
}
