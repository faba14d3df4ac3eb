/** The parts of a mail: the tree as its sender built it, and the files to be saved. Names are a stranger's: shown as text, never opened here. */
import { octets } from '../ui/count.ts'
import type { PartRow } from './parts.server.ts'

const href = (mailId: string, number: string): string => `/api/v1/mails/${mailId}/parts/${number}`

const indents = ['', 'ps-5', 'ps-10', 'ps-15', 'ps-20']

export function PartTree({ parts, problem, mailId }: { parts: PartRow[]; problem: string | undefined; mailId: string }) {
  return (
    <>
      <div className="relative -mx-4 overflow-x-auto px-4 sm:-mx-5 sm:px-5">
        <table className="w-full min-w-[34rem] text-sm">
          <caption className="sr-only">The parts of the mail, each below the one it is in</caption>
          <thead className="text-start text-muted">
            <tr>
              {['Part', 'Type', 'Size', 'Encoding', ''].map((word) => (
                <th key={word} scope="col" className="py-1.5 pe-4 text-start font-normal">
                  {word || <span className="sr-only">Save</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <Row key={part.number} part={part} mailId={mailId} />
            ))}
          </tbody>
        </table>
      </div>
      {problem && <p className="mt-3 text-sm text-muted">Not all of it could be read: {problem}.</p>}
    </>
  )
}

function Row({
  part: { number, depth, type, name, size, encoding, charset, attached, leaf },
  mailId,
}: {
  part: PartRow
  mailId: string
}) {
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="py-1.5 pe-4 text-start font-normal tabular-nums">
        {number || 'whole'}
      </th>
      <td className={`py-1.5 pe-4 [overflow-wrap:anywhere] ${indents[Math.min(depth, indents.length - 1)]}`}>
        <bdi className="value">{type}</bdi>
        {(name || attached) && (
          <p className="text-muted">
            {attached ? 'attached' : 'named'}
            {name && (
              <>
                {' '}
                <bdi>{name}</bdi>
              </>
            )}
          </p>
        )}
      </td>
      <td className="py-1.5 pe-4 whitespace-nowrap tabular-nums">{octets(size)}</td>
      <td className="py-1.5 pe-4">
        <bdi className="value">{[encoding, charset].filter(Boolean).join(', ')}</bdi>
      </td>
      <td className="py-1.5 text-end">
        {leaf && (
          <a className="link" href={href(mailId, number)} download>
            Save<span className="sr-only"> part {number}</span>
          </a>
        )}
      </td>
    </tr>
  )
}

export function Files({ files, mailId }: { files: PartRow[]; mailId: string }) {
  return (
    <ul className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
      {files.map(({ number, name, type, size }) => (
        <li key={number} className="flex min-w-0 items-baseline justify-between gap-4">
          <span className="min-w-0">
            <bdi className="[overflow-wrap:anywhere]">{name || `part ${number}`}</bdi>
            <span className="block text-sm text-muted">
              <bdi>{type}</bdi>, {octets(size)}
            </span>
          </span>
          <a className="link shrink-0" href={href(mailId, number)} download>
            Save<span className="sr-only"> {name || `part ${number}`}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
