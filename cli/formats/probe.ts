/** For people: the ports as a table, what is wrong with them, the way a mail goes, and the conversations as swaks writes them. */
import type { MxStep, ProbeAnswer, ProbedPort } from '#checks/report.ts'
import { type Colour, painter, shown } from '../terminal.ts'
import { findingLines, unknownLines } from './text.ts'

type Paint = ReturnType<typeof painter>

/** `transcript`: the conversations too. */
export function probeText(answer: ProbeAnswer, transcript: boolean, paint: Paint = painter(process.stdout)): string {
  const { host, milliseconds, headline, ports, findings, walk, recipient } = answer
  const bad = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
  const unknown = findings.filter(({ verdict }) => verdict === 'unknown')
  const ours = findings.find(({ id, code }) => id === 'egress-25' && code !== 'open' && code !== 'prober-blocked')
  const addresses = [...new Set(ports.map(({ address }) => address))]
  const lines = [
    `${paint('bold', shown(host))}   ${shown(headline.say.text)}   ${paint('grey', `in ${(milliseconds / 1000).toFixed(2)} s`)}`,
    ...(ours ? [`  ${shown(ours.explanation.text)}`] : []),
    ...addresses.flatMap((address) => [
      '',
      ...tableOf(
        ports.filter((port) => port.address === address),
        host,
        paint,
      ),
    ]),
    ...(recipient
      ? ['', `  ${shown(recipient.address)}   ${recipient.class}   ${shown(recipient.diagnostic)}`, `    ${recipient.sentence}`]
      : []),
    ...(walk ? ['', `  ${shown(walk.say.text)}`, ...walk.steps.map((step) => stepLine(step, paint))] : []),
    ...(bad.length + unknown.length > 0 ? [''] : []),
    ...bad.flatMap((finding) => findingLines(finding, paint)),
    ...unknownLines(unknown, paint),
    '',
    `  ${bad.length} to look at · ${findings.filter(({ verdict }) => verdict === 'pass').length} passed`,
    ...(transcript ? answer.transcript.flatMap((talk) => ['', ...talkLines(talk, paint)]) : []),
  ]
  return `${lines.join('\n')}\n`
}

const colours: Record<ProbedPort['state'], Colour> = {
  open: 'green',
  refused: 'grey',
  filtered: 'grey',
  reset: 'yellow',
  unknown: 'yellow',
}

function tableOf(ports: ProbedPort[], host: string, paint: Paint): string[] {
  const [first] = ports
  if (!first) return []
  const name = first.host === host || first.host === first.address ? '' : `   ${shown(first.host)}`
  return [`  ${paint('bold', first.address)}${name}`, ...ports.map((port) => portLine(port, paint))]
}

function portLine(one: ProbedPort, paint: Paint): string {
  const { port, state, connectMilliseconds: connected, greetingMilliseconds: greeted, banner, why } = one
  const times = connected === null ? '' : `${Math.round(connected)} ms${greeted === null ? '' : ` + ${Math.round(greeted)} ms`}`
  const says =
    state === 'open'
      ? banner === null
        ? 'no greeting'
        : shown(banner.split('\n')[0] ?? '').slice(0, 70)
      : shown(why?.text ?? '')
  return `  ${String(port).padStart(7)}  ${paint(colours[state], state.padEnd(8))}  ${times.padEnd(16)}  ${tlsText(one).padEnd(22)}  ${says}`.trimEnd()
}

function tlsText({ state, tls, banner }: ProbedPort): string {
  if (state !== 'open' || (tls === null && banner === null)) return ''
  if (tls === null) return 'no TLS'
  if (tls.state !== 'done') return `TLS ${tls.state}`
  return `${tls.version}${tls.trusted ? '' : ', not trusted'}`
}

const does: Record<MxStep['does'], string> = { delivers: '✓', 'goes-on': '↓', unknown: '?', 'not-reached': '·' }

function stepLine({ preference, host, address, does: what, say }: MxStep, paint: Paint): string {
  const line = `    ${does[what]} ${String(preference).padStart(5)}  ${shown(host)} (${address})  ${shown(say.text)}`
  return what === 'not-reached' ? paint('grey', line) : line
}

/** `->` we, `<-` the server, `~` for a dash inside TLS, `***` what happened beside it. */
function talkLines({ host, address, port, lines }: ProbeAnswer['transcript'][number], paint: Paint): string[] {
  const arrows = { client: [' -> ', ' ~> '], server: ['<-  ', '<~  '], note: ['*** ', '*** '] } as const
  return [
    `  ${paint('bold', `=== ${host} (${address}), port ${port}`)}`,
    ...lines.map(({ milliseconds, from, secure, line }) => {
      const arrow = arrows[from][secure ? 1 : 0]
      return `  ${paint('grey', `${(milliseconds / 1000).toFixed(3)}`.padStart(8))} ${arrow}${shown(line)}`
    }),
  ]
}
