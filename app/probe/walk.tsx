/** The way of a mail: the mail servers in the order in which a sending server tries them, and where it would deliver. */
import { Link } from '@remix-run/react'
import type { MxStep, ProbeAnswer } from '#checks/report.ts'
import { View } from '../scan/view.tsx'
import { ArrowIcon, CheckIcon, DashedIcon, RingIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'

export function Walk({ walk, domain }: { walk: ProbeAnswer['walk']; domain: string }) {
  if (!walk) return null
  return (
    <View id="walk" title="The way of a mail" about="the mail servers, as a sending server would try them" open>
      <p className="text-[1.05rem]">
        <Words say={walk.say} />
      </p>
      {walk.steps.length > 0 && (
        <ol className="grid gap-3">
          {walk.steps.map((step) => (
            <Step key={`${step.host} ${step.address}`} step={step} domain={domain} />
          ))}
        </ol>
      )}
    </View>
  )
}

const marks = {
  delivers: <CheckIcon className="size-5 text-pass" />,
  'goes-on': <ArrowIcon className="size-5 rotate-90 text-warn" />,
  unknown: <DashedIcon className="size-5 text-unknown" />,
  'not-reached': <RingIcon className="size-5 text-muted" />,
} as const

function Step({ step: { preference, host, address, does, say }, domain }: { step: MxStep; domain: string }) {
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <span className="pt-0.5">{marks[does]}</span>
      <div className={does === 'not-reached' ? 'text-muted' : ''}>
        <p className="[overflow-wrap:anywhere]">
          <span className="text-sm text-muted tabular-nums">preference {preference}</span>{' '}
          <Link className="link value" to={`/probe/${host}?${new URLSearchParams({ domain })}`} rel="nofollow">
            <bdi>{host}</bdi>
          </Link>{' '}
          <bdi className="value text-sm text-muted">{address}</bdi>
        </p>
        <p className="text-[0.95rem]">
          <Words say={say} />
        </p>
      </div>
    </li>
  )
}
