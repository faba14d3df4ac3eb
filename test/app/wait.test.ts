/** `seedbed wait`, against the API of a real web process. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { newsAvailable, publishNews } from '#worker/news.ts'
import { streams } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'
import { until } from '../helpers/until.ts'

const house = join(import.meta.dirname, '../..')
let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

async function seedbed(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(house, 'cli/seedbed.ts'), 'wait', ...args], { cwd: house })
  const said = { out: '', err: '' }
  child.stdout.on('data', (octets) => {
    said.out += octets
  })
  child.stderr.on('data', (octets) => {
    said.err += octets
  })
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })))
}

const here = () => ['--url', `http://127.0.0.1:${web.port}`]
const extracted = {
  links: [
    { address: 'https://acme.com/', label: 'Home', where: 'html' as const, hidden: false },
    { address: 'https://acme.com/pixel', label: '', where: 'html' as const, hidden: true },
    {
      address: 'https://acme.com/confirm?t=1',
      label: 'Confirm',
      where: 'html' as const,
      hidden: false,
      kind: 'confirm' as const,
    },
  ],
  more: 0,
  codes: [{ code: '482913', said: 'Your code is 482913' }],
}

/** An address with a judged mail. */
async function withMail(saw: { subjectHeader?: string; fromHeader?: string } = {}) {
  const { address, token } = await newAddress()
  const id = await arrived(address)
  await reported(address, id, { extracted }, { subjectHeader: 'Your code', fromHeader: 'Acme <shop@acme.com>', ...saw })
  return { address, token, id }
}

describe('what came', () => {
  const rows: [title: string, args: string[], status: number, out: RegExp][] = [
    ['is a line with score, From and subject', [], 0, /^[0-9a-f-]{36} {2}8\.9 {2}Acme <shop@acme\.com> {2}Your code\n$/],
    ['has its code taken out', ['--extract', 'code'], 0, /^482913\n$/],
    [
      'has its links taken out, first those that do something, none that is hidden',
      ['--extract', 'link'],
      0,
      /^https:\/\/acme\.com\/confirm\?t=1\nhttps:\/\/acme\.com\/\n$/,
    ],
    ['is known by its subject', ['--subject', 'CODE'], 0, /Your code/],
    ['is known by its From', ['--from', 'shop@acme'], 0, /Your code/],
    ['is not another subject', ['--subject', 'invoice', '--timeout', '1'], 1, /^$/],
    ['is not another label', ['--label', 'spring', '--timeout', '1'], 1, /^$/],
    ['is too few', ['--count', '2', '--timeout', '1'], 1, /Your code/],
  ]
  for (const [title, args, status, out] of rows) {
    test(title, async () => {
      const { token } = await withMail()
      const ended = await seedbed(token, ...here(), ...args)
      assert.equal(ended.status, status, ended.err)
      assert.match(ended.out, out)
    })
  }
  test('is one document for a program', async () => {
    const { token, id } = await withMail()
    const { out } = await seedbed(`http://127.0.0.1:${web.port}/a/${token}`, ...here(), '--json')
    const [mail] = JSON.parse(out).mails
    assert.deepEqual([mail.id, mail.codes[0].code, mail.links.length], [id, '482913', 2])
  })
  test('cannot steer the terminal', async () => {
    const { token } = await withMail({ subjectHeader: '\u001b[31mred' })
    assert.match((await seedbed(token, ...here())).out, /\\u001b\[31mred/)
  })
})

test('what comes later is waited for', async () => {
  const { address, token } = await newAddress()
  const ended = seedbed(token, ...here(), '--timeout', '60')
  await until(() => streams.open === 1 && newsAvailable())
  const mailId = await arrived(address)
  await reported(address, mailId, { extracted }, { subjectHeader: 'Late' })
  const at = new Date().toISOString()
  publishNews(address.id, [{ kind: 'reported', at, mailId, score: 8.9, subjectHeader: 'Late' }])
  const { status, out } = await ended
  assert.equal(status, 0)
  assert.match(out, /Late/)
})

describe('it says', () => {
  const unknown = 'A'.repeat(22)
  const rows: [title: string, args: () => string[], status: number, err: RegExp][] = [
    ['that no address is behind a token', () => [unknown, ...here()], 3, /no address behind this token/],
    ['that nobody answers', () => [unknown, '--url', 'http://127.0.0.1:1', '--timeout', '1'], 3, /does not answer/],
    ['that a token is missing', () => here(), 2, /Which address/],
    ['what a token is', () => ['acme.com', ...here()], 2, /22 letters/],
    ['what a URL is', () => [unknown, '--url', 'acme.com'], 2, /--url is "acme\.com"/],
    ['what a number is', () => [unknown, ...here(), '--count', '0'], 2, /from 1 to 200/],
    ['what can be extracted', () => [unknown, ...here(), '--extract', 'all'], 2, /code, link/],
  ]
  for (const [title, args, status, err] of rows) {
    test(title, async () => {
      const ended = await seedbed(...args())
      assert.equal(ended.status, status)
      assert.match(ended.err, err)
    })
  }
})
