/** The conversations, one fold for each port. */
import { View } from '../scan/view.tsx'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { arrowOf, doorOf, type Line, type Talk, talkText, timeOf } from './talk.ts'

export function Talks({ talks }: { talks: Talk[] }) {
  if (talks.length === 0) return null
  return (
    <View id="conversation" title="The conversation" about={`${count(talks.length, 'port')}, line by line, as swaks writes it`}>
      <p className="text-sm text-muted">
        <code>-&gt;</code> is what this Seedbed said, <code>&lt;-</code> what the server said; <code>~</code> instead of{' '}
        <code>-</code> is inside encryption. The time is in seconds since we began to connect.
      </p>
      {talks.map((talk) => (
        <One key={doorOf(talk)} talk={talk} />
      ))}
    </View>
  )
}

function One({ talk }: { talk: Talk }) {
  return (
    <details className="rounded-lg border border-line">
      <summary className="flex min-h-11 items-center gap-3 rounded-lg px-3 py-1.5 hover:bg-sunken/60">
        <span className="min-w-0 grow">
          <bdi className="exact">{doorOf(talk)}</bdi>{' '}
          <span className="text-sm whitespace-nowrap text-muted">{count(talk.lines.length, 'line')}</span>
        </span>
        <span className="opener" aria-hidden="true" />
      </summary>
      <div className="grid gap-2 border-t border-line p-3">
        <ol className="rounded-lg bg-sunken p-3">
          {talk.lines.map((line, index) => (
            <Row key={`${index} ${line.milliseconds}`} line={line} />
          ))}
        </ol>
        <p>
          <Copy text={talkText(talk)} what="the conversation" />
        </p>
      </div>
    </details>
  )
}

const looks = { client: 'text-accent', server: '', note: 'text-muted' } as const
const who = { client: 'We', server: 'The server', note: 'Meanwhile' } as const

const Row = ({ line }: { line: Line }) => (
  <li className={`exact text-[0.85rem] ${looks[line.from]}`}>
    <span className="me-2 whitespace-pre text-muted max-sm:hidden">{timeOf(line)}</span>
    <span className="whitespace-pre" aria-hidden="true">
      {arrowOf(line)}
    </span>
    <span className="sr-only">
      {who[line.from]}
      {line.secure && ', inside encryption'}:{' '}
    </span>
    <bdi dir="ltr">{line.line}</bdi>
  </li>
)
