/** The forms in which reports are printed; each is loaded when it is asked for. */
import type { Report } from '#checks/report.ts'
import type { Baseline } from '../baseline.ts'
import type { Proposal } from '../proposal.ts'

export const formats = ['text', 'json', 'markdown', 'github', 'junit'] as const
export type Format = (typeof formats)[number]

export interface Printed {
  reports: Report[]
  baseline: Baseline | undefined
  proposal: Proposal | undefined
  failOn: 'warn' | 'fail' | 'never'
  onUnknown: 'fail' | 'warn'
}

export async function print(format: Format, printed: Printed): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify((await import('./json.ts')).checkDocument(printed))}\n`
    case 'markdown':
      return (await import('./markdown.ts')).markdown(printed)
    case 'github':
      return (await import('./github.ts')).github(printed)
    case 'junit':
      return (await import('./junit.ts')).junit(printed)
    case 'text':
      return (await import('./text.ts')).text(printed)
  }
}
