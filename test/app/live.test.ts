/** Live updates: the event stream and the long poll, told by news. */
import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { after, before, test } from 'node:test'
import { deleteAddress } from '#prisma/address.ts'
import { newsAvailable, publishNews } from '#worker/news.ts'
import { mailListSchema } from '../../app/api.ts'
import { streams } from '../../app/limits.server.ts'
import type { LiveState } from '../../app/live.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask, open } from '../helpers/ask.ts'
import { type Event, eventsOf } from '../helpers/events.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'
import { until } from '../helpers/until.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const follow = (token: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
  open(web.port, `/a/${token}/events`, { headers })
const stateOf = ({ data }: Event): LiveState => JSON.parse(data)
const at = new Date().toISOString()

/** The next state that is as wanted: a look may come between any two rows that are written. */
async function nextState(events: ReturnType<typeof eventsOf>, wanted: (state: LiveState) => boolean): Promise<LiveState> {
  for (;;) {
    const state = stateOf(await events.next('state'))
    if (wanted(state)) return state
  }
}

test('a stream begins with the state, then tells each step, and the state again when it changed', async () => {
  const { address, token } = await newAddress()
  const stream = await follow(token)
  assert.equal(stream.statusCode, 200)
  assert.equal(stream.headers['content-type'], 'text/event-stream; charset=utf-8')
  assert.match(String(stream.headers['cache-control']), /no-transform/)
  assert.equal(stream.headers['x-accel-buffering'], 'no')
  assert.equal(stream.headers['referrer-policy'], 'no-referrer')
  const events = eventsOf(stream)
  const first = await events.next('state')
  assert.deepEqual([stateOf(first).email, stateOf(first).mails], [address.email, []])
  await until(newsAvailable)

  publishNews(address.id, [{ kind: 'connected', at, session: 's', peerAddress: '192.0.2.1' }])
  assert.equal(JSON.parse((await events.next('news')).data).kind, 'connected')

  const mailId = await arrived(address)
  publishNews(address.id, [{ kind: 'stored', at, session: 's', mailId, size: 1 }])
  const stored = await nextState(events, ({ mails, sessions }) => mails.length > 0 && sessions[0]?.outcome === 'delivered')
  assert.deepEqual(
    stored.mails.map(({ id, status }) => [id, status]),
    [[mailId, 'stored']],
  )
  assert.deepEqual(
    stored.sessions.map(({ outcome, reply }) => [outcome, reply]),
    [['delivered', '250 2.0.0 stored']],
  )

  await reported(address, mailId)
  publishNews(address.id, [{ kind: 'reported', at, mailId, score: 8.9, subjectHeader: 'Spring sale' }])
  const then = await nextState(events, ({ mails }) => mails[0]?.status === 'reported')
  assert.deepEqual(
    then.mails.map(({ status, score, subjectHeader }) => [status, score, subjectHeader]),
    [['reported', 8.9, 'Spring sale']],
  )
  stream.destroy()
})

test('a reader that comes back gets the state first, and ids that go on', async () => {
  const { token } = await newAddress()
  const stream = await follow(token, { 'last-event-id': '41' })
  const first = await eventsOf(stream).next()
  assert.deepEqual([first.event, first.id], ['state', '42'])
  stream.destroy()
})

test('the news of another address is not told', async () => {
  const [mine, other] = [await newAddress(), await newAddress()]
  const [stream, others] = [await follow(mine.token), await follow(other.token)]
  const [events, otherEvents] = [eventsOf(stream), eventsOf(others)]
  await Promise.all([events.next('state'), otherEvents.next('state')])
  await until(newsAvailable)
  publishNews(other.address.id, [{ kind: 'connected', at, session: 'theirs', peerAddress: '192.0.2.1' }])
  publishNews(mine.address.id, [{ kind: 'connected', at, session: 'mine', peerAddress: '192.0.2.1' }])
  assert.equal(JSON.parse((await events.next('news')).data).session, 'mine')
  assert.equal(JSON.parse((await otherEvents.next('news')).data).session, 'theirs')
  stream.destroy()
  others.destroy()
})

test('a deleted address ends the stream', async () => {
  const { address, token } = await newAddress()
  const stream = await follow(token)
  const events = eventsOf(stream)
  await events.next('state')
  await until(newsAvailable)
  await deleteAddress(address)
  publishNews(address.id, [{ kind: 'closed', at, session: 's', ending: 'quit' }])
  assert.equal((await events.next('gone')).event, 'gone')
  await assert.rejects(events.next(), /the stream ended/)
  assert.equal((await follow(token)).statusCode, 404)
})

test('the state can be asked once', async () => {
  const { address, token } = await newAddress()
  const mailId = await arrived(address)
  const answer = await ask(web.port, `/a/${token}/state`)
  const state: LiveState = JSON.parse(answer.text)
  assert.deepEqual([answer.status, state.mails[0]?.id, state.sessions[0]?.helo], [200, mailId, 'sender.example'])
  assert.ok(!answer.text.includes(token))
  assert.equal((await ask(web.port, `/a/${token}x/state`)).status, 404)
})

test('a page of another origin gets no stream', async () => {
  const { token } = await newAddress()
  assert.equal((await follow(token, { origin: 'https://evil.example' })).statusCode, 403)
})

test('one token has six streams at most, and place again when one ends', async () => {
  const { token } = await newAddress()
  const open = await Promise.all(Array.from({ length: 6 }, () => follow(token)))
  assert.deepEqual(
    open.map(({ statusCode }) => statusCode),
    Array(6).fill(200),
  )
  assert.equal((await follow(token)).statusCode, 429)
  const before = streams.open
  open[0]?.destroy()
  await until(() => streams.open < before)
  const again = await follow(token)
  assert.equal(again.statusCode, 200)
  for (const stream of [...open, again]) stream.destroy()
  await until(() => streams.open === 0)
})

const wait = async (token: string, query: string) =>
  mailListSchema.parse(JSON.parse((await ask(web.port, `/api/v1/addresses/${token}/mails?${query}`)).text))

test('a long poll is answered by the first mail', async () => {
  const { address, token } = await newAddress()
  const answer = wait(token, 'wait=60s')
  await until(() => streams.open === 1 && newsAvailable())
  const mailId = await arrived(address)
  publishNews(address.id, [{ kind: 'stored', at, session: 's', mailId, size: 1 }])
  const { mails, next } = await answer
  assert.deepEqual([mails.map(({ id }) => id), next], [[mailId], mailId])
})

test('a long poll until=reported is answered by the report, not by the mail', async () => {
  const { address, token } = await newAddress()
  const mailId = await arrived(address)
  const answer = wait(token, 'wait=60s&until=reported')
  await until(() => streams.open === 1 && newsAvailable())
  publishNews(address.id, [{ kind: 'analysing', at, mailId }])
  await reported(address, mailId)
  publishNews(address.id, [{ kind: 'reported', at, mailId, score: 8.9, subjectHeader: 'Spring sale' }])
  assert.deepEqual(
    (await answer).mails.map(({ id, status }) => [id, status]),
    [[mailId, 'reported']],
  )
})

test('a long poll is answered at once when there is one already', async () => {
  const { address, token } = await newAddress()
  const mailId = await arrived(address)
  assert.deepEqual(
    (await wait(token, 'wait=60s')).mails.map(({ id }) => id),
    [mailId],
  )
})

test('a long poll ends empty when its time is over', async () => {
  const { token } = await newAddress()
  assert.deepEqual(await wait(token, 'wait=1s'), { mails: [], next: null })
})

test('a long poll whose client goes away leaves nothing behind', async () => {
  const { token } = await newAddress()
  const gone = new AbortController()
  const asked = fetch(`http://127.0.0.1:${web.port}/api/v1/addresses/${token}/mails?wait=60s`, { signal: gone.signal }).catch(
    () => 'gone',
  )
  await until(() => streams.open === 1)
  gone.abort()
  assert.equal(await asked, 'gone')
  await until(() => streams.open === 0)
})

test('stopping ends streams and long polls', async () => {
  const second = await startWeb({ port: 0, host: '127.0.0.1' })
  const { token } = await newAddress()
  const stream = await open(second.port, `/a/${token}/events`)
  const events = eventsOf(stream)
  await events.next('state')
  const polled = ask(second.port, `/api/v1/addresses/${token}/mails?wait=60s`)
  await until(() => streams.open === 2)
  await second.close()
  await assert.rejects(events.next(), /the stream ended/)
  assert.deepEqual(JSON.parse((await polled).text), { mails: [], next: null })
})
