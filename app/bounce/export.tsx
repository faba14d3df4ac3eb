/** An export of bounces: how many of each kind, what they mean, and the same file back with it. */
import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import type { BouncePage } from './ask.server.ts'
import type { Export } from './export.server.ts'
import { actions, ClassChip, classFill, className } from './words.tsx'

type Given = NonNullable<BouncePage['export']>
type TableOf<Kind> = Extract<Export, { kind: Kind }>

/** `children`: what else can be done with it. */
export function ExportView({ given, children }: { given: Given; children?: ReactNode }) {
  const { result } = given
  if (result.kind === 'which-column') return <WhichColumn result={result} given={given} />
  return result.kind === 'table' ? (
    <Summary result={result} given={given}>
      {children}
    </Summary>
  ) : null
}

/** The file goes back with the reader's own form: nothing of it stays here. */
export function Carried({ given: { csv, column, name } }: { given: Given }) {
  return (
    <>
      <textarea name="csv" hidden readOnly value={csv} />
      <input type="hidden" name="name" value={name} />
      {column !== null && <input type="hidden" name="column" value={column} />}
    </>
  )
}

function Summary({ result, given, children }: { result: TableOf<'table'>; given: Given; children?: ReactNode }) {
  const { classes, labels, lines, cut } = result
  const most = Math.max(1, ...classes.map((one) => one.count))
  return (
    <section className="card grid min-w-0 gap-6 p-4 sm:p-6">
      <header>
        <h2 className="text-[1.35rem] leading-snug font-semibold tracking-[-0.015em]">{headline(result)}</h2>
        <p className="mt-1 text-sm text-muted">
          <bdi>{given.name}</bdi>, replies in column <bdi className="value">{result.column}</bdi>.
          {cut && ' The file is longer than what is read here; its end is missing.'}
        </p>
      </header>
      <ul className="grid gap-2.5">
        {classes.map((one) => (
          <li
            key={one.class}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 sm:grid-cols-[15rem_minmax(0,1fr)_4rem]"
          >
            <span>{className(one.class)}</span>
            <svg
              viewBox="0 0 100 10"
              preserveAspectRatio="none"
              className="h-3 w-full max-sm:order-last max-sm:col-span-2"
              aria-hidden="true"
            >
              <rect width="100" height="10" fill="var(--sunken)" />
              <rect width={(100 * one.count) / most} height="10" fill={classFill[one.class]} />
            </svg>
            <span className="text-end tabular-nums">{one.count.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
      <Form method="post" action="/bounce.csv" encType="multipart/form-data" reloadDocument>
        <Carried given={given} />
        <Button kind="main" className="max-sm:w-full">
          Download with class, label and action added
        </Button>
      </Form>
      {result.count > 0 && children}
      <Labels labels={labels} />
      <Lines lines={lines} count={result.count} />
    </section>
  )
}

function headline({ count: all, classes }: TableOf<'table'>): string {
  const gone = classes.find((one) => one.class === 'hard')?.count ?? 0
  const replies = count(all, 'reply', 'replies')
  if (all === 0) return 'No row of this file has a reply.'
  return gone === 0
    ? `${replies}. No address is gone for good.`
    : `${replies}. ${count(gone, 'address is', 'addresses are')} gone: remove ${gone === 1 ? 'it' : 'them'}.`
}

function Labels({ labels }: { labels: TableOf<'table'>['labels'] }) {
  return (
    <div>
      <h3 className="font-semibold">What they mean</h3>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {labels.map((one) => (
          <li key={one.label} className="grid gap-x-4 gap-y-1 py-2.5 sm:grid-cols-[4rem_minmax(0,1fr)]">
            <span className="font-medium tabular-nums">{one.count.toLocaleString('en')}</span>
            <span className="min-w-0">
              {one.sentence} <span className="value text-muted">{one.label}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Lines({ lines, count: all }: { lines: TableOf<'table'>['lines']; count: number }) {
  return (
    <div>
      <h3 className="font-semibold">{lines.length < all ? `The first ${lines.length} rows` : 'The rows'}</h3>
      <ul className="mt-2 divide-y divide-line border-y border-line">
        {lines.map((line) => (
          <li key={line.row} className="grid min-w-0 gap-1.5 py-2.5">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <ClassChip name={line.class} />
              {line.address && <bdi className="value">{line.address}</bdi>}
              <span className="text-sm text-muted">{actions[line.action]}</span>
            </span>
            <bdi lang="" className="exact block text-muted">
              {line.reply}
            </bdi>
          </li>
        ))}
      </ul>
    </div>
  )
}

function WhichColumn({ result: { lines, columns }, given }: { result: TableOf<'which-column'>; given: Given }) {
  return (
    <section className="card min-w-0 p-4 sm:p-6">
      <h2 className="text-[1.35rem] leading-snug font-semibold tracking-[-0.015em]">Which column is the reply?</h2>
      <p className="mt-1">No column of this file reads like the replies of mail servers. Its first lines are:</p>
      <pre className="exact mt-3 overflow-x-auto rounded-lg bg-sunken p-3">
        <bdi>{lines.join('\n')}</bdi>
      </pre>
      <Form method="post" encType="multipart/form-data" className="mt-4">
        <Carried given={{ ...given, column: null }} />
        <label className="block">
          <span className="text-sm text-muted">Column</span>
          <select
            name="column"
            className="mt-1 block min-h-11 w-full max-w-md rounded-lg border border-line-strong bg-surface px-3"
          >
            {columns.map(({ value, name, example }) => (
              <option key={value} value={value}>
                {value + 1}. {name || '(no name)'}
                {example && `: ${example}`}
              </option>
            ))}
          </select>
        </label>
        <Button kind="main" className="mt-3 max-sm:w-full">
          Read this column
        </Button>
      </Form>
    </section>
  )
}
