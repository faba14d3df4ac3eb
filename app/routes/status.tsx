/** /status: what limits this Seedbed, in short for everybody, in full for whoever runs it. */
import { json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { status } from '../status/look.server.ts'
import { seesAll } from '../status/operator.server.ts'
import { forEverybody, inShort, type PartState, type StatusPart } from '../status/parts.ts'
import { Plain } from '../ui/frame.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'

export const meta: MetaFunction = () => [{ title: 'What limits this Seedbed – Seedbed' }]

export async function loader(asked: LoaderFunctionArgs) {
  const [all, parts] = await Promise.all([seesAll(asked), status()])
  return json({ all, parts: all ? parts : forEverybody(parts) })
}

const icons = { works: 'pass', limits: 'warn', unsure: 'unknown', off: 'info' } as const
const words: Record<PartState, string> = { works: 'works', limits: 'limits', unsure: 'not known', off: 'switched off' }

const order: PartState[] = ['limits', 'unsure', 'works', 'off']

/** What asks something of somebody first. */
const inOrder = (parts: StatusPart[]): StatusPart[] =>
  parts.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state))

export default function Status() {
  const { all, parts } = useLoaderData<typeof loader>()
  return (
    <Plain title="What limits this Seedbed">
      <p>{inShort(parts)} What cannot be checked from here is never counted against a domain or a mail.</p>
      <ul className="grid gap-4">
        {inOrder(parts).map((part) => (
          <Part key={part.id} part={part} />
        ))}
      </ul>
      {all && (
        <p>
          <Link to="/setup" className="link">
            What mail from the internet needs
          </Link>
        </p>
      )}
      {!all && (
        <p className="text-base text-muted">
          Whoever runs this Seedbed sees here what cures each limit, and how the machine fares.
        </p>
      )}
    </Plain>
  )
}

const Part = ({ part: { id, title, state, say, cure } }: { part: StatusPart }) => (
  <li id={id} className="flex scroll-mt-6 gap-3 rounded-lg target:bg-sunken">
    <span className="pt-1">
      <VerdictIcon verdict={icons[state]} />
    </span>
    <div className="min-w-0">
      <h2 className="font-medium">
        {title} <span className="text-sm font-normal text-muted">{words[state]}</span>
      </h2>
      <p className="wrap-anywhere">{say}</p>
      {cure && <p className="wrap-anywhere text-muted">{cure}</p>}
    </div>
  </li>
)
