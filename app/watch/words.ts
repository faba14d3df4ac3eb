/** What is said of everything that is watched. */
import { count } from '../ui/count.ts'

export const states = {
  problems: { word: 'Problems', verdict: 'fail' },
  warnings: { word: 'Warnings', verdict: 'warn' },
  unknown: { word: 'Could not check', verdict: 'unknown' },
  waiting: { word: 'Being looked at', verdict: 'info' },
  'in-order': { word: 'In order', verdict: 'pass' },
} as const

export const presetWords = {
  usual: 'Usual: every hour',
  close: 'Close: every 5 minutes for 48 hours, then usual',
  quiet: 'Quiet: once a week',
  own: 'As set',
} as const

/** What ends next. */
export const endingWords = { certificate: 'a certificate ends', registration: 'its registration ends' } as const

/** What is watched, one and several of it. */
export const kindNames = {
  domain: ['domain', 'domains'],
  host: ['host', 'hosts'],
  address: ['IP address', 'IP addresses'],
} as const

/** How much is watched: "40 domains, 2 hosts"; '' for nothing. */
export function watchedWords(all: readonly { kind: keyof typeof kindNames }[]): string {
  return (['domain', 'host', 'address'] as const)
    .map((kind) => ({ names: kindNames[kind], amount: all.filter((one) => one.kind === kind).length }))
    .flatMap(({ names: [one, several], amount }) => (amount > 0 ? [count(amount, one, several)] : []))
    .join(', ')
}

/** Minutes of each unit of time that somebody can choose, the longest first. */
export const units = { days: 1440, hours: 60, minutes: 1 } as const
export type Unit = keyof typeof units

/** As somebody would write it: 90 is 90 minutes, 120 is 2 hours. */
export function amountOf(minutes: number): { amount: number; unit: Unit } {
  const unit = minutes % units.days === 0 ? 'days' : minutes % units.hours === 0 ? 'hours' : 'minutes'
  return { amount: minutes / units[unit], unit }
}

/** `everyWords(120)` is "every 2 hours". */
export function everyWords(minutes: number): string {
  const { amount, unit } = amountOf(minutes)
  return amount === 1 ? `every ${unit.slice(0, -1)}` : `every ${amount} ${unit}`
}
