/** Tells who watches a scan what its checks find, as they find it: a few times a second rather than a hundred messages at once. */
import type { Progress } from '#checks/judging.ts'
import type { ReportFound } from '#checks/report.ts'
import { publishFound } from './news.ts'

/** Milliseconds for which findings are gathered. A person sees no difference. */
const gatheredMs = 50

/** `stop`: tells what is left, and no more. Dropped while Redis is away: the report has it all. */
export function tellFound(scanId: string): { progress: Progress; stop(): void } {
  let asked: Parameters<Progress['begun']>[0] = { sections: [], checks: 0 }
  let gathered: ReportFound[] = []
  let timer: NodeJS.Timeout | undefined
  let first = true
  const tell = () => {
    clearTimeout(timer)
    timer = undefined
    publishFound({ kind: 'found', at: new Date().toISOString(), scanId, ...asked, found: gathered }, { first })
    gathered = []
    first = false
  }
  return {
    progress: {
      begun(all) {
        asked = all
        tell()
      },
      found(one) {
        gathered.push(one)
        timer ??= setTimeout(tell, gatheredMs)
      },
    },
    stop() {
      if (gathered.length > 0) tell()
    },
  }
}
