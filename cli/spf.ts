/** `seedbed spf`: may this address send as this sender (RFC 7208)? */
import { isIP } from 'node:net'
import { judgeSpf } from '#checks/judge-spf.ts'
import { type SpfAnswer, spfAnswerSchema } from '#checks/report.ts'
import { openNet } from '#net/open.ts'
import { oneOf, readArguments, readResolver } from './arguments.ts'
import { treeLines } from './formats/spf-tree.ts'
import { shown } from './terminal.ts'
import { usage, UsageError } from './usage.ts'

/** Exit status 0 whatever the result, for it is the answer; 3 when nobody answered us. @throws {UsageError} */
export async function spf(args: string[]): Promise<0 | 3> {
  const { values, positionals } = readArguments('spf', args, {
    ip: { type: 'string' },
    'mail-from': { type: 'string' },
    helo: { type: 'string' },
  })
  if (values.help) {
    process.stdout.write(usage('spf'))
    return 0
  }
  const { ip, helo, 'mail-from': mailFrom } = values
  if (positionals[0] !== undefined) throw new UsageError('spf', `"${positionals[0]}" belongs to no option.`)
  if (ip === undefined || !isIP(ip)) throw new UsageError('spf', `--ip is "${ip ?? ''}"; it must be the sender's IP address.`)
  if (mailFrom === undefined && helo === undefined) throw new UsageError('spf', 'Give --mail-from, --helo, or both.')
  const servers = readResolver('spf', values.resolver)
  const format = values.json ? 'json' : oneOf('spf', 'format', values.format, ['text', 'json'], 'text')
  const reversePath = (mailFrom ?? '').replace(/^<(.*)>$/, '$1')
  const answer = await judgeSpf({ ip, helo: helo ?? '', mailFrom: reversePath }, openNet(servers ? { servers } : {}))
  process.stdout.write(format === 'json' ? `${JSON.stringify(spfAnswerSchema.parse(answer))}\n` : text(answer))
  return answer.result === 'temperror' ? 3 : 0
}

function text({ result, explanation, domain, lookups, voidLookups, tree }: SpfAnswer): string {
  const spent =
    lookups === null ? 'not all look-ups could be seen' : `${lookups} of 10 look-ups, ${voidLookups ?? 'unknown'} void`
  const head = [`${result}   ${shown(domain)}   ${spent}`, ...(explanation ? [`  ${shown(explanation)}`] : [])]
  return `${[...head, ...(tree ? treeLines(tree, '  ') : [])].join('\n')}\n`
}
