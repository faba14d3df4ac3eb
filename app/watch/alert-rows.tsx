/** Alerts as rows: what, since when, likely cause, first step. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { Words } from '../ui/words.tsx'
import type { AlertRow } from './alerts.server.ts'
import { kindNames } from './words.ts'

const kindWords: Record<string, string> = {
  failing: 'Problem',
  listed: 'Blocklist',
  'port-down': 'Port',
  expiring: 'Ends soon',
  'record-changed': 'Record changed',
  'cannot-check': 'Could not check',
  'did-not-run': 'Did not run',
}

/** What kind of news, of what kind of thing: "Port 25 of a host". */
function kindOf({ kind, port, subjectKind }: AlertRow): string {
  const word = port === null ? (kindWords[kind] ?? kind) : `Port ${port}`
  return subjectKind === 'domain' ? word : `${word} · ${kindNames[subjectKind][0]}`
}

export function AlertRows({ rows, pressAt }: { rows: AlertRow[]; pressAt?: string | undefined }) {
  return (
    <ul className="divide-y divide-line">
      {rows.map((row) => (
        <li key={row.id} className="grid gap-1 px-4 py-3 sm:px-5">
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="text-sm font-medium text-muted">{kindOf(row)}</span>
            <Link className="link min-w-0 font-medium [overflow-wrap:anywhere]" to={row.path}>
              <bdi>{row.subject}</bdi>
            </Link>
            <span className="text-sm text-muted">
              {row.recoveredAt ? (
                <>
                  from <Time at={row.since} /> until <Time at={row.recoveredAt} />
                </>
              ) : (
                <>
                  since <Time at={row.since} />
                </>
              )}
            </span>
          </p>
          <p>
            <Words say={row.what} terms />
          </p>
          {!row.recoveredAt && row.cause && (
            <p className="text-muted">
              <Words say={row.cause} />
            </p>
          )}
          {!row.recoveredAt && row.step && (
            <p>
              <span className="font-medium">First step:</span> <Words say={row.step} />
            </p>
          )}
          {row.scanId && row.subjectKind !== 'domain' && (
            <p className="text-sm">
              <Link className="link" to={`/scan/${row.scanId}`}>
                What was seen<span className="sr-only"> of {row.subject}</span> then
              </Link>
            </p>
          )}
          {pressAt && !row.recoveredAt && <Presses id={row.id} at={pressAt} isAcknowledged={row.isAcknowledged} />}
        </li>
      ))}
    </ul>
  )
}

function Presses({ id, at, isAcknowledged }: { id: string; at: string; isAcknowledged: boolean }) {
  return (
    <Form method="post" action={at} className="mt-1 flex flex-wrap items-center gap-2">
      <input type="hidden" name="id" value={id} />
      {!isAcknowledged && (
        <Button kind="quiet" name="intent" value="acknowledge">
          I have seen it
        </Button>
      )}
      <select
        name="hours"
        defaultValue="24"
        aria-label="Put off for"
        className="min-h-8 rounded-lg border border-line bg-surface px-2 text-sm"
      >
        <option value="4">4 hours</option>
        <option value="24">a day</option>
        <option value="168">a week</option>
      </select>
      <Button kind="quiet" name="intent" value="snooze">
        Put off
      </Button>
    </Form>
  )
}
