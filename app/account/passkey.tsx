/** Passkeys on the page. They need script: without it, and where the browser knows none, there is no button. */
import { useRevalidator } from '@remix-run/react'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { useHydrated } from '../ui/hydrated.ts'
import { Time } from '../ui/time.tsx'
import { Field } from './form.tsx'
import type { PasskeyLine } from './settings.server.ts'

type Told = Record<string, unknown>

/** Sends a form, and gives what came back. @throws in words for people */
async function send(path: string, fields: Record<string, string>): Promise<Told> {
  const answer = await fetch(path, { method: 'POST', body: new URLSearchParams(fields) })
  const told: Told = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Error(typeof told.problem === 'string' ? told.problem : 'This did not work. Try once more.')
  return told
}

const canPasskeys = (hydrated: boolean): boolean => hydrated && typeof PublicKeyCredential !== 'undefined'

/** What the browser itself says when somebody presses "Cancel" is no news. */
const wordsOf = (error: unknown): string => (error instanceof Error && error.name !== 'NotAllowedError' ? error.message : '')

export function PasskeySignIn({ next, label }: { next: string; label: string }) {
  const [problem, setProblem] = useState('')
  if (!canPasskeys(useHydrated())) return null
  const press = async () => {
    setProblem('')
    try {
      const { startAuthentication } = await import('@simplewebauthn/browser')
      const { options, sealed } = await send('/sign-in/passkey', { intent: 'begin' })
      const optionsJSON = options as Parameters<typeof startAuthentication>[0]['optionsJSON']
      const response = await startAuthentication({ optionsJSON })
      await send('/sign-in/passkey', { intent: 'use', sealed: String(sealed), response: JSON.stringify(response) })
      location.assign(next)
    } catch (error) {
      setProblem(wordsOf(error))
    }
  }
  return (
    <div className="grid gap-2">
      <Button type="button" onClick={press}>
        {label}
      </Button>
      <p role="status" className="text-sm text-fail">
        {problem}
      </p>
    </div>
  )
}

const path = '/settings/account/passkeys'

export function Passkeys({ passkeys, hasPassword }: { passkeys: PasskeyLine[]; hasPassword: boolean }) {
  const [problem, setProblem] = useState('')
  const { revalidate } = useRevalidator()
  const can = canPasskeys(useHydrated())
  const run = (work: (fields: Record<string, string>) => Promise<unknown>) => async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setProblem('')
    try {
      await work(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])))
      form.reset()
      revalidate()
    } catch (error) {
      setProblem(wordsOf(error))
    }
  }
  return (
    <>
      {passkeys.length > 0 && (
        <ul className="card divide-y divide-line">
          {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
            <li key={id} className="px-4 py-3">
              <p className="[overflow-wrap:anywhere]">
                <bdi>{name}</bdi>
              </p>
              <p className="text-sm text-muted">
                made <Time at={createdAt} form="day" />
                {lastUsedAt && (
                  <>
                    , last used <Time at={lastUsedAt} form="ago" />
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
      {can ? (
        <form onSubmit={run(add)} className="card grid gap-4 p-4 sm:p-6">
          <p>A passkey is kept by your device, and opens your account with your finger, face or PIN instead of the password.</p>
          <Field label="What to call it" name="name" maxLength={60} autoComplete="off" placeholder="This laptop" />
          {hasPassword && (
            <Field
              label="Your password"
              {...{ name: 'current', type: 'password', autoComplete: 'current-password', required: true, maxLength: 200 }}
            />
          )}
          <Button className="sm:justify-self-start">Make a passkey</Button>
        </form>
      ) : (
        <p className="text-muted">Passkeys are made here in a browser that knows them, with script.</p>
      )}
      {can && passkeys.length > 0 && (
        <form onSubmit={run((fields) => send(path, { ...fields, intent: 'remove' }))} className="card grid gap-4 p-4 sm:p-6">
          <label className="grid gap-1">
            <span className="font-medium">Remove</span>
            <select name="id" className="min-h-11 rounded-lg border border-line-strong bg-surface px-3">
              {passkeys.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {hasPassword && (
            <Field
              label="Your password"
              {...{ name: 'current', type: 'password', autoComplete: 'current-password', required: true, maxLength: 200 }}
            />
          )}
          <Button kind="grave" className="sm:justify-self-start">
            Remove it
          </Button>
        </form>
      )}
      <p role="status" className="text-sm text-fail">
        {problem}
      </p>
    </>
  )
}

async function add(fields: Record<string, string>): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const { options, sealed } = await send(path, { ...fields, intent: 'begin' })
  const optionsJSON = options as Parameters<typeof startRegistration>[0]['optionsJSON']
  const response = await startRegistration({ optionsJSON })
  await send(path, { intent: 'add', name: fields.name ?? '', sealed: String(sealed), response: JSON.stringify(response) })
}
