/** What became of a test send, as icon and word. */
import type { TestSendStatus } from '#prisma/test-send.ts'
import { WorkingIcon } from '../ui/icons.tsx'
import { VerdictIcon, verdictText } from '../ui/verdict.tsx'
import { statusWords } from './words.ts'

export function StatusIcon({ status, className }: { status: TestSendStatus; className: string }) {
  const { verdict } = statusWords[status]
  if (verdict === 'working') {
    return (
      <span className="text-accent">
        <WorkingIcon className={className} />
      </span>
    )
  }
  return (
    <span className={verdictText(verdict)}>
      <VerdictIcon verdict={verdict} className={className} />
    </span>
  )
}

export function StatusMark({ status }: { status: TestSendStatus }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusIcon status={status} className="size-4" /> {statusWords[status].short}
    </span>
  )
}
