import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { status } from '../status/look.server.ts'
import { inShort, type PartState } from '../status/parts.ts'
import { Plain } from '../ui/frame.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'

export const meta: MetaFunction = () => [{ title: 'What limits this Seedbed – Seedbed' }]

export const loader = async () => ({ parts: await status() })

const icons = { works: 'pass', limits: 'warn', unsure: 'unknown' } as const
const words: Record<PartState, string> = { works: 'works', limits: 'limits', unsure: 'not known' }

export default function Status() {
  const { parts } = useLoaderData<typeof loader>()
  return (
    <Plain title="What limits this Seedbed">
      <p>{inShort(parts)} What cannot be checked from here is never counted against a domain or a mail.</p>
      <ul className="grid gap-4">
        {parts.map(({ id, title, state, say, cure }) => (
          <li key={id} id={id} className="flex gap-3">
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
        ))}
      </ul>
    </Plain>
  )
}
