import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { News } from '#worker/news.ts'
import { readSeed } from '#prisma/seed.ts'
import { silent } from '#net/zone.ts'
import { apiOf, codes } from '../helpers/api.ts'
import { startHouse } from '../helpers/house.ts'
import { keyName, senderDomain, senderZone, sendMail } from '../helpers/sender.ts'

// Nothing is mocked: three processes, real PostgreSQL and Redis, a real name server, mail over SMTP, pages and API over HTTP.
const house = await startHouse({ zone: senderZone })
const api = apiOf(house.baseUrl)
after(() => house.close())

const page = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${house.baseUrl}${path}`, init)
  return { status: response.status, text: await response.text() }
}

describe('a mail sent to a fresh address', () => {
  test('becomes a report whose findings rest on what DNS and the session said', async () => {
    const { token, address } = await api.take()
    const { messageId } = await sendMail(house.smtpPort, address)
    const [report] = await api.reported(token)
    assert.ok(report)
    assert.deepEqual(
      {
        spf: report.authentication?.spf.result,
        dkim: report.authentication?.dkim[0]?.result,
        dmarc: report.authentication?.dmarc.result,
      },
      { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
    )
    const found = codes(report)
    assert.equal(found['dmarc-result'], 'pass-both')
    assert.equal(found['tls-sender'], 'modern')
    assert.equal(found.fcrdns, 'confirmed')
    assert.deepEqual(
      report.findings?.filter(({ evidence }) => evidence.length === 0).map(({ id, code }) => [id, code]),
      [],
    )
    assert.ok((report.score ?? 0) > 9, `the score is ${report.score}`)
    assert.ok(report.questions?.some(({ name, type }) => `${name} ${type}` === keyName))

    const raw = (await api.raw(report.id)).toString('latin1')
    assert.ok(raw.includes(messageId))
    const shown = await page(`/mail/${report.id}`)
    assert.equal(shown.status, 200)
    assert.ok(shown.text.includes('Spring sale'))
    assert.ok(shown.text.includes('Ready to send'))
    const live = await page(`/a/${token}`)
    assert.ok(live.text.includes('Spring sale'), 'the live page shows the mail without JavaScript')
  })

  test('shows its label, however it was written', async () => {
    const { token, address } = await api.take()
    const [local = '', domain = ''] = address.split('@')
    const forms: [recipient: string, label: string | null][] = [
      [`${local}+spring@${domain}`, 'spring'],
      [`summer.${local}@${domain}`, 'summer'],
      [`${local.replaceAll('-', '').toUpperCase()}@${domain}`, null],
      [`${local}@autumn.${domain}`, 'autumn'],
    ]
    for (const [recipient] of forms) await sendMail(house.smtpPort, recipient)
    await api.reported(token, forms.length)
    const { mails } = await api.mails(token)
    assert.deepEqual(
      mails.map(({ label }) => label),
      forms.map(([, label]) => label),
    )
  })

  test('is told step by step to whoever listens, and its report too', async () => {
    const { token, address } = await api.take()
    const stream = await fetch(`${house.baseUrl}/a/${token}/events`)
    const heard = listen(stream)
    await heard.until((events) => events.some(({ event }) => event === 'state'))
    await sendMail(house.smtpPort, address)
    const events = await heard.until((all) =>
      all.some(({ event, data }) => event === 'news' && (data as News).kind === 'reported'),
    )
    const kinds = events.filter(({ event }) => event === 'news').map(({ data }) => (data as News).kind)
    const expected = ['connected', 'helo', 'tls', 'mail-from', 'rcpt', 'data', 'stored', 'analysing', 'reported']
    assert.deepEqual(
      expected.filter((kind) => kinds.includes(kind as News['kind'])),
      expected,
      kinds.join(' '),
    )
    assert.ok(kinds.indexOf('connected') < kinds.indexOf('rcpt') && kinds.indexOf('data') < kinds.indexOf('stored'))
    heard.stop()
  })

  test('can be deleted at once, and is gone everywhere', async () => {
    const { token, address } = await api.take()
    await sendMail(house.smtpPort, address)
    const [report] = await api.reported(token)
    assert.ok(report)
    assert.equal(await api.status(`/addresses/${token}`, { method: 'DELETE' }), 204)
    assert.equal(await api.status(`/mails/${report.id}`), 404)
    assert.equal((await page(`/mail/${report.id}`)).status, 404)
    assert.equal((await page(`/a/${token}`)).status, 404)
    await assert.rejects(sendMail(house.smtpPort, address), /550 5\.1\.1/)
  })
})

describe('knowing an address', () => {
  test('with the Message-ID and every header lets nobody read anything', async () => {
    const { token, address } = await api.take()
    const { messageId } = await sendMail(house.smtpPort, address)
    const [report] = await api.reported(token)
    assert.ok(report)
    const seed = readSeed(address.split('@')[0] ?? '')[0]?.seed ?? ''
    const known = [address, seed, address.split('@')[0] ?? '', messageId, messageId.replace(/[<>]/g, '')]
    for (const text of known) {
      const name = encodeURIComponent(text)
      for (const path of [`/addresses/${name}`, `/addresses/${name}/mails`, `/mails/${name}`, `/mails/${name}/raw`])
        assert.equal(await api.status(path), 404, path)
      for (const path of [`/a/${name}`, `/a/${name}/events`, `/a/${name}/state`, `/mail/${name}`])
        assert.equal((await page(path)).status, 404, path)
    }
    const raw = (await api.raw(report.id)).toString('latin1')
    assert.ok(!raw.includes(token) && !raw.includes(report.id))
  })
})

describe('two addresses of two owners in one transaction', () => {
  test('do not see each other anywhere', async () => {
    const [mine, theirs] = [await api.take(), await api.take()]
    const heard = listen(await fetch(`${house.baseUrl}/a/${mine.token}/events`))
    await heard.until((events) => events.length > 0)
    await sendMail(house.smtpPort, [], {
      to: 'list@sender.test',
      envelope: { from: `news@${senderDomain}`, to: [mine.address, theirs.address] },
    })
    const [mail] = await api.reported(mine.token)
    const [other] = await api.reported(theirs.token)
    assert.ok(mail && other && mail.id !== other.id)
    const events = await heard.until((all) =>
      all.some(({ event, data }) => event === 'news' && (data as News).kind === 'reported'),
    )
    heard.stop()
    const everything = [
      JSON.stringify(events),
      JSON.stringify(await api.mails(mine.token)),
      JSON.stringify(await api.mail(mail.id)),
      (await api.raw(mail.id)).toString('latin1'),
      ...(
        await Promise.all(
          [`/mail/${mail.id}`, `/mail/${mail.id}?tab=session`, `/mail/${mail.id}?tab=source`, `/a/${mine.token}`].map((path) =>
            page(path),
          ),
        )
      ).map(({ text }) => text),
    ].join('\n')
    const [local = ''] = theirs.address.split('@')
    for (const secret of [theirs.address, local, local.replaceAll('-', ''), theirs.token, other.id])
      assert.ok(!everything.includes(secret), `shows ${secret}`)
    assert.ok(everything.includes(mine.address))
  })
})

describe('a mail whose DNS does not answer', () => {
  test('is reported as not checkable, never as missing', async () => {
    house.nameServer.set(Object.fromEntries(Object.keys(senderZone).map((key) => [key, silent])))
    const { token, address } = await api.take()
    await sendMail(house.smtpPort, address)
    const [report] = await api.reported(token)
    house.nameServer.set(senderZone)
    const found = codes(report ?? {})
    assert.equal(report?.score, null)
    assert.equal(report?.headline?.kind, 'not-conclusive')
    for (const id of ['spf-result', 'dkim-signature', 'dmarc-result', 'ptr-missing', 'dmarc-record'])
      assert.equal(report?.findings?.find((finding) => finding.id === id)?.verdict, 'unknown', `${id} ${found[id]}`)
    assert.ok(!Object.values(found).includes('missing'), JSON.stringify(found))
  })
})

describe('a recipient', () => {
  test('never issued is refused in the words of one expired, and any other domain is no relay', async () => {
    const { address } = await api.take()
    const domain = address.split('@')[1]
    await assert.rejects(sendMail(house.smtpPort, `aaaa-aaaa-aaaa-aaaa@${domain}`), /550 5\.1\.1/)
    await assert.rejects(sendMail(house.smtpPort, 'somebody@elsewhere.example'), /550 5\.7\.1/)
  })
})

describe('health', () => {
  test('is told truthfully while all is well', async () => {
    assert.equal((await page('/healthz')).status, 200)
    assert.equal((await page('/readyz')).status, 200)
  })
})

interface ServerEvent {
  event: string
  data: unknown
}

/** Reads server-sent events until a condition holds over all of them. */
function listen(response: Response) {
  assert.equal(response.status, 200)
  assert.ok(response.body)
  const events: ServerEvent[] = []
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  return {
    async until(condition: (events: ServerEvent[]) => boolean): Promise<ServerEvent[]> {
      while (!condition(events)) {
        const { value, done } = await reader.read()
        assert.ok(!done, 'the stream ended')
        rest += value
        const blocks = rest.split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const data = /^data: ?(.*)$/m.exec(block)?.[1]
          if (data) events.push({ event: /^event: ?(.*)$/m.exec(block)?.[1] ?? 'message', data: JSON.parse(data) })
        }
      }
      return events
    },
    stop: () => void reader.cancel(),
  }
}
