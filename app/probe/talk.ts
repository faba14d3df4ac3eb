/** A conversation with a server in the form that swaks made usual. */
import type { ProbeAnswer } from '#checks/report.ts'

export type Talk = ProbeAnswer['transcript'][number]
export type Line = Talk['lines'][number]

const arrows = { client: [' -> ', ' ~> '], server: ['<-  ', '<~  '], note: ['*** ', '*** '] } as const

/** `->` we, `<-` the server, `~` for a dash inside TLS, `***` what happened beside it. */
export const arrowOf = ({ from, secure }: Line): string => arrows[from][secure ? 1 : 0]

/** Seconds since it began, to a thousandth. */
export const timeOf = ({ milliseconds }: Line): string => (milliseconds / 1000).toFixed(3).padStart(7)

export const doorOf = ({ host, address, port }: Omit<Talk, 'lines'>): string =>
  host === address ? `${address}, port ${port}` : `${host} (${address}), port ${port}`

/** All of it as text. */
export function talkText(talk: Talk): string {
  return [`=== ${doorOf(talk)}`, ...talk.lines.map((line) => `${timeOf(line)} ${arrowOf(line)}${line.line}`)].join('\n')
}
