/** What each name server gives for the mail records, and what resolvers still remember of them. */
import type { Gap, NameServersView } from '#checks/report.ts'
import { count } from '../ui/count.ts'
import { CheckIcon, TriangleIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { Words } from '../ui/words.tsx'
import { GapNote, StackedTable, View } from './view.tsx'

type RecordSet = NameServersView['sets'][number]
type Server = NameServersView['servers'][number]
type Resolver = NameServersView['resolvers'][number]

export function NameServersTables({ view }: { view: NameServersView }) {
  const { gap, servers, resolvers, more, say, sets } = view
  const heads = sets.map(labelOf)
  return (
    <View id="name-servers" title="Name servers and what is remembered" about={inShort(view)}>
      {gap && (
        <p>
          <GapNote gap={gap} />
        </p>
      )}
      {say.length > 0 && (
        <ul className="grid gap-1">
          {say.map((words) => (
            <li key={words.text}>
              <Words say={words} />
            </li>
          ))}
        </ul>
      )}
      {servers.length > 0 && (
        <StackedTable
          caption="What each name server gives"
          heads={['Name server', ...heads, 'Serial']}
          widths={['md:w-[30%]']}
          rows={servers.map((server) => serverRow(server, sets))}
        />
      )}
      {more > 0 && <p className="text-sm text-muted">{count(more, 'more name server')}, not asked.</p>}
      {sets
        .filter(({ versions }) => versions.length > 1)
        .map((set) => (
          <Versions key={`${set.name} ${set.type}`} set={set} />
        ))}
      {resolvers.length > 0 && (
        <div>
          <h3 className="mb-1 font-medium">What resolvers remember</h3>
          <StackedTable
            caption="What resolvers remember, and until when"
            heads={['Resolver', ...heads]}
            widths={['md:w-[30%]']}
            rows={resolvers.map((resolver) => resolverRow(resolver))}
          />
        </div>
      )}
    </View>
  )
}

function inShort({ servers, gap, sets, resolvers }: NameServersView): string {
  const names = new Set(servers.map(({ name }) => name)).size
  if (names === 0) return gap ? 'could not be seen' : 'none'
  if (sets.some(({ versions }) => versions.length > 1)) return 'the name servers differ'
  const isLate = resolvers.some(({ cells }) => cells.some((cell) => 'state' in cell && cell.state !== 'now'))
  if (isLate) return 'a resolver still has something older'
  return `${count(names, 'name server')}, the mail records at each, and what is cached`
}

function labelOf({ what, name }: RecordSet): string {
  return what === 'DKIM' ? `DKIM ${name.split('.')[0]}` : what
}

function serverRow({ name, address, serial, cells, gap }: Server, sets: RecordSet[]) {
  const said = sets.map((set, index) => {
    const cell = cells[index]
    if (!cell) return <Dash key={set.name} />
    return 'gap' in cell ? <GapNote key={set.name} gap={cell.gap} /> : <Version key={set.name} version={cell.version} set={set} />
  })
  return {
    key: `${name} ${address}`,
    cells: [
      <Who key="who" name={name} address={address} gap={gap} />,
      ...said,
      serial === null ? (
        <Dash key="serial" />
      ) : (
        <span key="serial" className="value">
          {serial}
        </span>
      ),
    ],
  }
}

function Who({ name, address, gap }: { name: string; address: string; gap?: Gap | undefined }) {
  return (
    <div className="min-w-0">
      <p>
        <bdi className={name.includes('.') ? 'value' : ''}>{name}</bdi>
      </p>
      <p className="text-xs text-muted">
        <bdi>{address}</bdi>
      </p>
      {gap && <GapNote gap={gap} />}
    </div>
  )
}

/** Of several versions none is called wrong: only the owner knows which is meant. */
function Version({ version, set: { versions } }: { version: number; set: RecordSet }) {
  if (versions.length > 1) {
    return (
      <span className={version > 1 ? 'inline-flex items-center gap-1 font-medium text-warn' : ''}>
        {version > 1 && <TriangleIcon className="size-3.5" />}version {version}
      </span>
    )
  }
  const empty = versions[0]?.values.length === 0
  return (
    <span className="inline-flex items-center gap-1 text-sm text-muted">
      <CheckIcon className="size-3.5 text-pass" /> {empty ? 'nothing there' : 'the same'}
    </span>
  )
}

function Versions({ set: { what, name, versions } }: { set: RecordSet }) {
  return (
    <div>
      <h3 className="text-sm font-medium">
        The versions of {what} at <bdi className="value">{name}</bdi>
      </h3>
      <ol className="mt-1 grid gap-1">
        {versions.map(({ values, servers }, index) => (
          <li key={`${index} ${values.join()}`} className="rounded-lg bg-sunken px-3 py-1.5">
            <p className="text-xs text-muted">
              version {index + 1}, at {count(servers, 'address', 'addresses')}
            </p>
            <Values values={values} />
          </li>
        ))}
      </ol>
    </div>
  )
}

function Values({ values }: { values: string[] }) {
  if (values.length === 0) return <p className="text-sm text-muted">nothing there</p>
  return (
    <>
      {values.map((value, index) => (
        <p key={`${index} ${value}`} className="exact">
          <bdi>{value}</bdi>
        </p>
      ))}
    </>
  )
}

function resolverRow({ name, address, ours, cells }: Resolver) {
  return {
    key: `${name} ${address}`,
    cells: [
      <Who key="who" name={ours ? 'This Seedbed’s own' : name} address={address} />,
      ...cells.map((cell, index) => <Remembered key={`${index} ${'until' in cell ? cell.until : ''}`} cell={cell} />),
    ],
  }
}

const states = { now: 'as now', old: 'another value', absent: 'nothing yet' } as const

function Remembered({ cell }: { cell: Resolver['cells'][number] }) {
  if ('gap' in cell) return <GapNote gap={cell.gap} />
  const { state, values, until } = cell
  return (
    <div className="min-w-0 text-sm">
      <p className={`inline-flex items-center gap-1 ${state === 'now' ? 'text-muted' : 'font-medium text-warn'}`}>
        {state === 'now' ? <CheckIcon className="size-3.5 text-pass" /> : <TriangleIcon className="size-3.5" />} {states[state]}
      </p>
      <p className="text-xs text-muted">
        until <Time at={until} />
      </p>
      {state === 'old' && <Values values={values} />}
    </div>
  )
}

const Dash = () => (
  <span className="text-sm text-muted">
    <span aria-hidden="true">–</span>
    <span className="sr-only">not seen</span>
  </span>
)
