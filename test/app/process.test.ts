/** The web process as it is started: its logs, its settings, its end. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { ask } from '../helpers/ask.ts'
import { arrived, newAddress } from '../helpers/rows.ts'

after(() => prisma.$disconnect())

const server = join(import.meta.dirname, '../../app/server.ts')
const receiver = join(import.meta.dirname, '../../worker/receiver/main.ts')

function start(settings: Record<string, string>, file = server): ChildProcess & { output: string[] } {
  const child = spawn(process.execPath, [file], { env: { ...process.env, LOG_LEVEL: 'info', ...settings }, stdio: 'pipe' })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => output.push(line))
  return Object.assign(child, { output })
}

test('one JSON object a line, without a token, an id of a mail or a cookie, and a good end at SIGTERM', async () => {
  const { address, token } = await newAddress()
  const mailId = await arrived(address)
  const child = start({})
  const [first] = (await once(createInterface({ input: child.stdout ?? process.stdin }), 'line')) as [string]
  const { port } = JSON.parse(first)
  const cookie = 'seedbed=a-value-of-a-cookie'
  const paths = [
    ...[
      `/a/${token}`,
      `/A/${token}/`,
      `/a/${token}%ZZ`,
      `/a/${token}/state`,
      `/a/${token}?_data=routes%2Fa.%24token`,
      `/nothing/${token}`,
    ],
    ...[
      `/api/v1/addresses/${token}`,
      `/api/v1/addresses/${token}/mails?after=${token}`,
      `/api/v1/mails/${mailId}`,
      `/mail/${mailId}`,
    ],
    ...[`/?token=${token}`, `/__manifest?p=/a/${token}`, `http://evil.example/a/${token}`, `/api/v1/nothing/${token}`],
  ]
  for (const path of paths) await ask(port, path, { headers: { cookie, referer: `http://127.0.0.1/a/${token}` } })
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  assert.deepEqual(await ended, [0, null])
  const lines = child.output.map((line) => JSON.parse(line))
  assert.equal(lines.filter(({ msg }) => msg === 'answered').length, paths.length)
  assert.ok(lines.some(({ route }) => route === '/a/:token'))
  for (const secret of [token, mailId, 'a-value-of-a-cookie', process.env.SESSION_SECRET ?? '-'])
    assert.ok(!child.output.join('\n').includes(secret), secret)
})

test('a missing SESSION_SECRET stops the start with one line', async () => {
  const child = start({ SESSION_SECRET: '' })
  assert.deepEqual(await once(child, 'close'), [2, null])
  assert.equal(child.output.length, 1)
  assert.match(child.output[0] ?? '', /^SESSION_SECRET is not set: /)
})

test('a port that another holds stops each process that listens with one line', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const port = String((holder.address() as AddressInfo).port)
  for (const [file, settings] of [
    [server, { PORT: port }],
    [receiver, { SMTP_PORT: port, SMTPS_PORT: '0' }],
  ] as const) {
    const child = start(settings, file)
    assert.deepEqual(await once(child, 'close'), [2, null])
    assert.match(child.output.at(-1) ?? '', new RegExp(`address already in use.*:${port}$`))
    assert.ok(!child.output.some((line) => line.includes('    at ')))
  }
  holder.close()
})
