/** Asks a web server exactly what is written: any path, any Host, any header. fetch would put them right first. */
import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Question {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}
export interface Answered {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** Asks and reads the whole answer. */
export async function ask(port: number, path: string, question: Question = {}): Promise<Answered> {
  const answer = await open(port, path, question)
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) }
}

/** Asks and gives the answer as soon as its headers are there, for streams. */
export async function open(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<IncomingMessage> {
  const asked = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: { host: `127.0.0.1:${port}`, ...headers },
    agent: false,
  })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return answer
}
