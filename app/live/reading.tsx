/** How a mail program reads the address: server, user name, and a password that is shown once. */
import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button, buttonLook } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Time } from '../ui/time.tsx'

export interface Reading {
  host: string
  port: number
  tlsPort: number
  pop3Port: number
  pop3sPort: number
  username: string
  /** Of the password that opens it now, ISO 8601; null when none does. */
  createdAt: string | null
  lastUsedAt: string | null
}

interface ReadingProps {
  token: string
  reading: Reading
  /** Just made: it is known here and nowhere else. */
  password: string | null
}

export function ReadWithProgram({ token, reading, password }: ReadingProps) {
  const { createdAt } = reading
  return (
    <section aria-labelledby="reading" className="sm:col-span-2">
      <h2 id="reading" className="font-semibold">
        Read it with a mail program
      </h2>
      <p className="mt-1 mb-3 text-[0.95rem] text-muted">
        Thunderbird, a phone, a test: whatever speaks IMAP or POP3. Verdicts come along as keywords: $Pass, $Warn, $Fail.
      </p>
      <details open={password !== null || undefined} className="group">
        <summary className={`${buttonLook('quiet')} list-none`}>Server and password</summary>
        <div className="card mt-2 grid max-w-2xl gap-4 p-4">
          <Settings reading={reading} password={password} />
          <div className="flex flex-wrap items-center gap-2">
            <Form method="post" preventScrollReset>
              <Button kind="quiet" name="intent" value="make-password">
                {createdAt === null ? 'Make a password' : 'Make a new password'}
              </Button>
            </Form>
            {createdAt !== null && (
              <Form method="post" preventScrollReset>
                <Button kind="quiet" name="intent" value="revoke-password">
                  Revoke it
                </Button>
              </Form>
            )}
            <a className={buttonLook('quiet')} href={`/a/${token}/mail.mobileconfig`} download>
              For iPhone and Mac
            </a>
          </div>
        </div>
      </details>
    </section>
  )
}

function Settings({ reading, password }: Pick<ReadingProps, 'reading' | 'password'>) {
  const { host, port, tlsPort, pop3Port, pop3sPort, username, createdAt, lastUsedAt } = reading
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[minmax(6rem,9rem)_minmax(0,1fr)]">
      <Row name="Server" copy={host}>
        <bdi className="value">{host}</bdi>
      </Row>
      <Row name="IMAP port">
        <span className="tabular-nums">{tlsPort}</span> with TLS, or <span className="tabular-nums">{port}</span> with STARTTLS
      </Row>
      <Row name="POP3 port">
        <span className="tabular-nums">{pop3sPort}</span> with TLS, or <span className="tabular-nums">{pop3Port}</span> with STLS
      </Row>
      <Row name="User name" copy={username}>
        <bdi className="value">{username}</bdi>
      </Row>
      {password === null ? (
        <Row name="Password">
          {createdAt === null ? (
            'None yet.'
          ) : (
            <>
              Made <Time at={createdAt} />,{' '}
              {lastUsedAt === null ? (
                'not used yet'
              ) : (
                <>
                  last used <Time at={lastUsedAt} />
                </>
              )}
              . It was shown once.
            </>
          )}
        </Row>
      ) : (
        <Row name="Password" copy={password}>
          <bdi className="value">{password}</bdi>
          <span className="block text-sm text-muted">Keep it now: it is not shown again.</span>
        </Row>
      )}
    </dl>
  )
}

/** A setting of a mail program, to be copied. */
export function Row({ name, copy, children }: { name: string; copy?: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="flex min-w-0 flex-wrap items-center justify-between gap-2">
        <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
        {copy !== undefined && <Copy text={copy} what={`the ${name.toLowerCase()}`} />}
      </dd>
    </>
  )
}
