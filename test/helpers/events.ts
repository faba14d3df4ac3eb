/** Reads server-sent events as a browser does (HTML §9.2.6), and lets a test wait for one. */
import type { IncomingMessage } from 'node:http'

export interface Event {
  event: string
  id: string | undefined
  data: string
}

/** The events of an answer. `next(kind)` passes over others, and throws `the stream ended` when the server closed it in good order. */
export function eventsOf(stream: IncomingMessage): { next(kind?: string): Promise<Event> } {
  const events = read(stream)
  return {
    async next(kind) {
      for (;;) {
        const { value, done } = await events.next()
        if (done) throw new Error(`the stream ended before ${kind ?? 'an event'}`)
        if (!kind || value.event === kind) return value
      }
    },
  }
}

async function* read(stream: IncomingMessage): AsyncGenerator<Event, void> {
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      )
      const data = fields.get('data')
      if (data !== undefined) yield { event: fields.get('event') ?? 'message', id: fields.get('id'), data }
    }
  }
}
