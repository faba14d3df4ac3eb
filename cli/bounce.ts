/** `seedbed bounce`: what does a refusal mean, and what to do about the address? Asks nobody anything. */
import { readFileSync } from 'node:fs'
import { bounceOfMail, bounceOfReply } from '#checks/bounce/index.ts'
import { type BounceAnswer, type BounceRecipient, bounceAnswerSchema } from '#checks/report.ts'
import { oneOf, readArguments } from './arguments.ts'
import { painter, shown } from './terminal.ts'
import { usage, UsageError } from './usage.ts'

/** Exit status 0 whatever the answer. @throws {UsageError} */
export function bounce(args: string[]): 0 {
  const { values, positionals } = readArguments('bounce', args, { reply: { type: 'string' }, host: { type: 'string' } })
  if (values.help) {
    process.stdout.write(usage('bounce'))
    return 0
  }
  const format = values.json ? 'json' : oneOf('bounce', 'format', values.format, ['text', 'json'], 'text')
  const answer = answerOf(positionals, values)
  process.stdout.write(format === 'json' ? `${JSON.stringify(bounceAnswerSchema.parse(answer))}\n` : text(answer))
  return 0
}

function answerOf([file, ...more]: string[], { reply, host }: { reply?: string; host?: string }): BounceAnswer {
  if (more[0] !== undefined) throw new UsageError('bounce', `"${more[0]}" is one file too many.`)
  if (file !== undefined && reply !== undefined) throw new UsageError('bounce', 'Give a file or --reply, not both.')
  if (reply !== undefined) return bounceOfReply(reply, host)
  if (file === undefined) throw new UsageError('bounce', 'Give a mail, - for standard input, or --reply.')
  if (host !== undefined) throw new UsageError('bounce', '--host belongs to --reply: a mail names its server itself.')
  return bounceOfMail(read(file))
}

function read(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file)
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new UsageError('bounce', `${file} cannot be read: ${error.code}.`)
    throw error
  }
}

const kinds: Record<BounceAnswer['kind'], string> = {
  bounce: 'bounce',
  complaint: 'complaint',
  'auto-reply': 'an automatic answer, no bounce',
  none: 'no bounce',
}

function text({ kind, feedbackType, recipients }: BounceAnswer): string {
  const head = feedbackType ? `${kinds[kind]} (${shown(feedbackType)})` : kinds[kind]
  return `${[head, ...recipients.flatMap(lines)].join('\n')}\n`
}

const colours = { hard: 'red', block: 'red', soft: 'yellow', unknown: 'grey' } as const

function lines(one: BounceRecipient): string[] {
  const paint = painter(process.stdout)
  const reply = [one.replyCode ?? '', one.status].filter(Boolean).join(' ')
  const rule = [one.rule || 'no rule fits', ...(one.providerName ? [one.providerName] : []), `${one.confidence} confidence`]
  return [
    [
      '',
      ...(one.address ? [paint('bold', shown(one.address))] : []),
      paint(colours[one.class], one.class),
      one.action,
      one.label,
      reply,
    ]
      .filter((part, index) => index === 0 || part !== '')
      .join('  '),
    `    ${one.sentence}`,
    `    ${paint('grey', rule.join(', '))}`,
    ...(one.page ? [`    ${paint('grey', `${one.page.url} (${one.page.date})`)}`] : []),
    ...(one.diagnostic ? [`    ${shown(one.diagnostic)}`] : []),
  ]
}
