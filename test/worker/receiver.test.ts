import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { env } from '#env'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { mailRaw, mailsOfAddress } from '#prisma/mail.ts'
import { instanceTeam } from '#prisma/recipient.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReceiver } from '#worker/receiver/main.ts'
import { SmtpClient } from '../helpers/smtp.ts'

const domain = 'seeds.example'
const receiver = await startReceiver({
  smtpPort: 0,
  smtpsPort: 0,
  name: 'mx.seeds.example',
  seedDomains: [domain, 'xn--sd-yia.example'],
  limits: { mailBytes: 100_000, connectionsPerClient: 1000, connectionRate: 100_000, mailRate: 100_000, errors: 100 },
})
after(async () => {
  await receiver.close()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})
const teamId = await createAnonymousTeam()
const newAddress = async (): Promise<AddressView> => (await issueAddress({ teamId, domain })).address
/** Only ever named, so all may share it. */
const { email, seed } = await newAddress()
const connect = (): Promise<SmtpClient> => SmtpClient.connect(receiver.smtpPort)

/** The octets of all mails of an address, oldest first. */
async function octetsOf(address: AddressView): Promise<Buffer[]> {
  const mails = await mailsOfAddress({ addressId: address.id })
  const raws = await Promise.all(mails.map(({ id }) => mailRaw({ mailId: id })))
  return raws.map((raw) => raw ?? Buffer.alloc(0)).reverse()
}

describe('what the receiver answers', () => {
  const ready = ['EHLO a.example', 'MAIL FROM:<a@b.example>']
  const table: [title: string, before: string[], line: string, reply: RegExp][] = [
    ['EHLO is answered with our name', [], 'EHLO a.example', /^250-mx\.seeds\.example\n/],
    ['HELO is answered with one line', [], 'HELO a.example', /^250 mx\.seeds\.example$/],
    ['EHLO needs a name', [], 'EHLO', /^501 /],
    ['MAIL needs EHLO first', [], 'MAIL FROM:<a@b.example>', /^503 5\.5\.1 /],
    ['MAIL takes a sender', ['EHLO a'], 'MAIL FROM:<a@b.example>', /^250 2\.1\.0 /],
    ['MAIL takes the empty sender', ['EHLO a'], 'MAIL FROM:<>', /^250 2\.1\.0 /],
    ['MAIL takes a quoted local part', ['EHLO a'], 'MAIL FROM:<"a b"@c.example> BODY=8BITMIME', /^250 2\.1\.0 /],
    ['MAIL takes a sender with a final dot, to be judged later', ['EHLO a'], 'MAIL FROM:<a.@c.example.>', /^250 2\.1\.0 /],
    ['MAIL takes a UTF-8 sender', ['EHLO a'], 'MAIL FROM:<jürgen@bücher.example> SMTPUTF8', /^250 2\.1\.0 /],
    ['MAIL takes a size that fits', ['EHLO a'], 'MAIL FROM:<a@b.example> SIZE=100000', /^250 2\.1\.0 /],
    ['MAIL refuses a size that does not', ['EHLO a'], 'MAIL FROM:<a@b.example> SIZE=100001', /^552 5\.3\.4 /],
    ['MAIL refuses a sender without domain', ['EHLO a'], 'MAIL FROM:<a>', /^501 5\.1\.7 /],
    ['MAIL refuses a sender without brackets', ['EHLO a'], 'MAIL FROM:a@b.example', /^501 5\.1\.7 /],
    ['MAIL refuses control characters', ['EHLO a'], 'MAIL FROM:<a\x01b@c.example>', /^501 5\.1\.7 /],
    ['MAIL refuses NUL', ['EHLO a'], 'MAIL FROM:<a\0b@c.example>', /^501 5\.1\.7 /],
    ['MAIL refuses control characters in a parameter', ['EHLO a'], 'MAIL FROM:<a@c.example> X=+0D+0A', /^501 5\.1\.7 /],
    ['MAIL may not come twice', ready, 'MAIL FROM:<a@b.example>', /^503 5\.5\.1 /],
    ['RCPT needs MAIL first', ['EHLO a'], `RCPT TO:<${email}>`, /^503 5\.5\.1 /],
    ['RCPT takes an address', ready, `RCPT TO:<${email}>`, /^250 2\.1\.5 /],
    ['RCPT refuses control characters', ready, `RCPT TO:<${seed}\x1b@${domain}>`, /^501 5\.1\.3 /],
    ['RCPT refuses the empty recipient', ready, 'RCPT TO:<>', /^501 5\.1\.3 /],
    [
      'RCPT refuses what was never issued',
      ready,
      `RCPT TO:<0000-0000-0000-0000@${domain}>`,
      /^550 5\.1\.1 No such address here$/,
    ],
    ['DATA needs RCPT first', ready, 'DATA', /^503 5\.5\.1 /],
    ['RSET is taken', ready, 'RSET', /^250 2\.0\.0 /],
    ['NOOP is taken', [], 'NOOP', /^250 2\.0\.0 /],
    ['VRFY tells nothing', ['EHLO a'], `VRFY ${seed}`, /^252 /],
    ['AUTH is not known', ['EHLO a'], 'AUTH PLAIN AGEAYg==', /^500 5\.5\.2 /],
    ['XCLIENT is not known', ['EHLO a'], 'XCLIENT ADDR=192.0.2.1', /^500 5\.5\.2 /],
    ['XFORWARD is not known', ['EHLO a'], 'XFORWARD ADDR=192.0.2.1', /^500 5\.5\.2 /],
    ['a PROXY header is not known', [], 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2', /^500 5\.5\.2 /],
    ['what is no command is not known', [], 'HELLO', /^500 5\.5\.2 /],
    ['the jokes of the package are gone', ['EHLO a'], 'WIZ password', /^500 5\.5\.2 /],
    ['STARTTLS takes no argument', ['EHLO a'], 'STARTTLS now', /^501 /],
    ['a browser is sent away', [], 'GET / HTTP/1.1', /^421 4\.7\.0 /],
    ['QUIT is answered', [], 'QUIT', /^221 2\.0\.0 /],
  ]
  for (const [title, before, line, expected] of table) {
    test(title, async () => {
      const client = await connect()
      assert.match(await client.reply(), /^220 mx\.seeds\.example ESMTP Seedbed$/)
      for (const earlier of before) await client.say(earlier)
      assert.match(await client.say(line), expected)
      client.socket.destroy()
    })
  }

  test('no reply has two enhanced codes', async () => {
    const client = await connect()
    const [unknown = '', foreign = ''] = await client.begin(`nobody@${domain}`, 'someone@elsewhere.example')
    assert.match(unknown, /^550 5\.1\.1 [A-Z]/)
    assert.match(foreign, /^550 5\.7\.1 [A-Z]/)
    await client.quit()
  })

  test('EHLO offers what we do, and STARTTLS only in the clear', async () => {
    const offers = (reply: string) =>
      reply
        .split('\n')
        .slice(1)
        .map((line) => line.slice(4))
        .sort()
    const client = await connect()
    await client.reply()
    const inTheClear = offers(await client.say('EHLO a.example'))
    assert.deepEqual(inTheClear, ['8BITMIME', 'ENHANCEDSTATUSCODES', 'PIPELINING', 'SIZE 100000', 'SMTPUTF8', 'STARTTLS'])
    const secure = await SmtpClient.connect(receiver.smtpsPort, { implicitTls: true })
    await secure.reply()
    assert.deepEqual(
      offers(await secure.say('EHLO a.example')),
      inTheClear.filter((offer) => offer !== 'STARTTLS'),
    )
    await Promise.all([client.quit(), secure.quit()])
  })
})

describe('a recipient', () => {
  const lookAlike = seed.replaceAll('0', 'O').replaceAll('1', 'l')
  const table: [title: string, recipient: string, label: string | null][] = [
    ['is read as shown', email, null],
    ['is read without hyphens', `${seed}@${domain}`, null],
    ['is read in any case', email.toUpperCase(), null],
    ['is read with o for 0 and l for 1', `${lookAlike}@${domain}`, null],
    ['is read with a final dot', `${seed}@${domain}.`, null],
    ['is read when quoted', `"${seed}"@${domain}`, null],
    ['is read when quoted with needless backslashes', `"\\${seed}"@${domain}`, null],
    ['is read behind a source route', `@relay.example,@b.example:${seed}@${domain}`, null],
    ['has a label after +', `${seed}+Spring.Sale+2@${domain}`, 'spring.sale+2'],
    ['has a label before the dot', `spring.sale.${seed}@${domain}`, 'spring.sale'],
    ['has a label from the subdomain', `${seed}@spring.sale.${domain}`, 'spring.sale'],
    ['has its label after + even below a subdomain', `${seed}+a@b.${domain}`, 'a'],
    ['has a label in UTF-8', `${seed}+é@${domain}`, 'é'],
    ['is read in another seed domain, as U-label', `${seed}@såd.example`, null],
    ['is read in another seed domain, as A-label', `${seed}@XN--SD-YIA.example`, null],
  ]
  for (const [title, recipient, label] of table) {
    test(title, async () => {
      const client = await connect()
      assert.deepEqual(await client.begin(recipient), ['250 2.1.5 Accepted'])
      assert.equal(await client.data('Subject: a\r\n\r\nb'), '250 2.0.0 Stored')
      await client.quit()
      const [mail] = await prisma.mail.findMany({
        where: { recipient: recipient.replace(/^@.*:/, '') },
        orderBy: { id: 'desc' },
        take: 1,
      })
      assert.equal(mail?.label, label)
    })
  }

  test('that has expired is refused like one that never was, and so is one deleted', async () => {
    const expired = await newAddress()
    await prisma.address.update({ where: { id: expired.id }, data: { receivesUntil: new Date(Date.now() - 1000) } })
    const deleted = await newAddress()
    await prisma.address.delete({ where: { id: deleted.id } })
    const client = await connect()
    const replies = await client.begin(
      expired.email,
      deleted.email,
      `0000-0000-0000-0000@${domain}`,
      `x@${domain}`,
      `x@y.${domain}`,
    )
    assert.deepEqual(new Set(replies), new Set(['550 5.1.1 No such address here']))
    await client.quit()
  })

  for (const recipient of [`postmaster@${domain}`, `Abuse@${domain}`, 'postmaster', `"postmaster"@${domain}.`]) {
    test(`${recipient} is accepted for whoever runs this instance`, async () => {
      const client = await connect()
      assert.deepEqual(await client.begin(recipient), ['250 2.1.5 Accepted'])
      assert.equal(await client.data('Subject: help\r\n\r\n'), '250 2.0.0 Stored')
      await client.quit()
      const [mail] = await prisma.mail.findMany({ where: { teamId: instanceTeam }, orderBy: { id: 'desc' }, take: 1 })
      assert.equal(mail?.recipient, recipient)
    })
  }

  test('that has got its mails of the day is refused until tomorrow', async () => {
    const strict = await startReceiver({ smtpPort: 0, smtpsPort: 0, seedDomains: [domain], limits: { mailsPerAddressDay: 2 } })
    const address = await newAddress()
    const client = await SmtpClient.connect(strict.smtpPort)
    await client.begin(address.email)
    await client.data('a')
    await client.envelope(address.email)
    await client.data('b')
    assert.deepEqual(await client.envelope(address.email), ['452 4.2.2 This address takes no more mail today'])
    await client.quit()
    await strict.close()
  })
})

describe('no relay', () => {
  const foreign = [
    'user@elsewhere.example',
    'user@elsewhere.example.',
    'USER@ELSEWHERE.EXAMPLE',
    'user@[127.0.0.1]',
    'user@[192.0.2.1]',
    'user@[IPv6:::1]',
    'user@localhost',
    `user@not${domain}`,
    `user@${domain}.elsewhere.example`,
    `@${domain}:user@elsewhere.example`,
    `@a.example,@${domain}:user@elsewhere.example`,
    `${seed}@elsewhere.example`,
    'user@bücher.example',
    'postmaster@elsewhere.example',
    '"user@elsewhere.example"',
    '"user%elsewhere.example"',
    'elsewhere.example!user',
    `${seed}@${domain}@elsewhere.example`,
    `elsewhere.example!${seed}@elsewhere.example`,
    `user@elsewhere.example\u3002`,
  ]
  const ours = [
    `user%elsewhere.example@${domain}`,
    `elsewhere.example!user@${domain}`,
    `"user@elsewhere.example"@${domain}`,
    `"user%elsewhere.example"@${domain}`,
    `user@elsewhere.example@${domain}`,
    `"elsewhere.example!user"@${domain}`,
    `user%elsewhere.example%${domain}@${domain}`,
  ]
  for (const [expected, forms] of [
    ['550 5.7.1 We do not relay; no such domain here', foreign],
    ['550 5.1.1 No such address here', ours],
  ] as const) {
    for (const form of forms) {
      test(`<${form}> is refused`, async () => {
        const client = await connect()
        assert.deepEqual(await client.begin(form), [expected])
        await client.quit()
      })
    }
  }

  test('from the empty sender neither', async () => {
    const client = await connect()
    await client.reply()
    await client.say('HELO a')
    await client.say('MAIL FROM:<>')
    assert.match(await client.say('RCPT TO:<user@elsewhere.example>'), /^550 5\.7\.1 /)
    await client.quit()
  })
})

describe('what is stored', () => {
  const mails: [title: string, octets: Buffer][] = [
    ['bare CR and bare LF', Buffer.from('A: b\r\n\r\none\ntwo\rthree\r\n')],
    ['NUL', Buffer.from('A: \0b\r\n\r\n\0\0\r\n')],
    ['every octet there is', Buffer.from(Array.from({ length: 256 }, (_, octet) => octet))],
    ['8-bit headers that are no UTF-8', Buffer.from('Subject: gr\xfc\xdfe\r\n\r\n\xff\xfe', 'latin1')],
    ['a line of 90,000 octets', Buffer.concat([Buffer.from('X: '), Buffer.alloc(90_000, 'a')])],
    ['10,000 header fields', Buffer.from('X: y\r\n'.repeat(10_000))],
    ['nothing at all', Buffer.alloc(0)],
    ['lines that begin with dots', Buffer.from('.a\r\n..b\r\n...\r\n')],
  ]
  const suite = join(env.SUITES_DIR, 'mime')
  if (existsSync(suite)) {
    for (const name of readdirSync(suite, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.eml'))) {
      const octets = readFileSync(join(suite, name))
      if (octets.length < 99_000) mails.push([name, octets])
    }
  }
  test('is what was sent, octet for octet', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin()
    for (const [title, octets] of mails) {
      await client.say('RSET')
      await client.envelope(address.email)
      await client.say('DATA')
      const lines = octets.toString('latin1').replaceAll('\r\n.', '\r\n..').replace(/^\./, '..')
      // The dot stands on a line of its own; a mail that does not end a line gets its end of line from the protocol.
      client.send(Buffer.from(`${lines}${lines === '' || lines.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1'))
      assert.equal(await client.reply(), '250 2.0.0 Stored', title)
    }
    await client.quit()
    const stored = []
    for (const { id } of await prisma.mail.findMany({ where: { addressId: address.id }, orderBy: { id: 'asc' } }))
      stored.push(await mailRaw({ mailId: id }))
    for (const [index, [title, octets]] of mails.entries()) {
      const text = octets.toString('latin1')
      const sent = Buffer.from(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1')
      assert.ok(stored[index]?.equals(sent), title)
    }
  })

  const lookAlikes: [name: string, octets: string][] = [
    ['LF . LF', '\n.\n'],
    ['CR . CR', '\r.\r'],
    ['CR . LF', '\r.\n'],
    ['LF . CR', '\n.\r'],
    ['LF . CRLF', '\n.\r\n'],
    ['CRLF . LF', '\r\n.\n'],
    ['CR . CRLF', '\r.\r\n'],
    ['CRLF . CR', '\r\n.\r'],
    ['CRLF NUL . CRLF', '\r\n\0.\r\n'],
    ['CRLF . NUL CRLF', '\r\n.\0\r\n'],
    ['CRLF . CR CRLF', '\r\n.\r\r\n'],
    ['CR CRLF . CR CRLF', '\r\r\n.\r\r\n'],
  ]
  for (const [name, end] of lookAlikes) {
    test(`is one mail although ${name} looks like its end`, async () => {
      const address = await newAddress()
      const client = await connect()
      await client.begin(address.email)
      const smuggled = `MAIL FROM:<smuggled@elsewhere.example>\r\nRCPT TO:<${address.email}>\r\nDATA\r\nSubject: smuggled\r\n\r\nx`
      assert.equal(await client.data(`Subject: a\r\n\r\nb${end}${smuggled}`), '250 2.0.0 Stored')
      await client.quit()
      const stored = await mailsOfAddress({ addressId: address.id })
      assert.deepEqual(
        stored.map(({ mailFrom }) => mailFrom),
        ['sender@example.com'],
      )
    })
  }

  test('is one mail for several recipients of one address, with what the session was', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin(address.email, `${address.seed}+again@${domain}`)
    assert.equal(await client.data('a'), '250 2.0.0 Stored')
    await client.quit()
    const [mail, ...others] = await mailsOfAddress({ addressId: address.id })
    assert.equal(others.length, 0)
    assert.partialDeepStrictEqual(mail, {
      recipient: address.email,
      peerAddress: '127.0.0.1',
      helo: 'client.example',
      extended: true,
      transaction: 1,
      size: 3,
      tlsVersion: null,
      tlsOffered: 'starttls',
      mailFrom: 'sender@example.com',
    })
  })

  test('is nothing of a mail whose client went away before the final dot', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin(address.email)
    await client.say('DATA')
    client.send('Subject: half\r\n\r\nhal')
    client.socket.end()
    await client.rest()
    assert.equal((await mailsOfAddress({ addressId: address.id })).length, 0)
  })

  test('is nothing of a mail that is too large', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin(address.email)
    assert.match(await client.data(Buffer.alloc(100_001, 'a')), /^552 5\.3\.4 /)
    await client.envelope(address.email)
    assert.match(await client.data(Buffer.alloc(99_998, 'a')), /^250 2\.0\.0 /)
    await client.quit()
    assert.deepEqual(
      (await octetsOf(address)).map((octets) => octets.length),
      [100_000],
    )
  })
})

describe('PIPELINING and STARTTLS', () => {
  test('a whole mail may come in one piece', async () => {
    const address = await newAddress()
    const client = await connect()
    client.send(
      `EHLO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<nobody@${domain}>\r\nRCPT TO:<${address.email}>\r\nDATA\r\nSubject: a\r\n\r\nb\r\n.\r\nQUIT\r\n`,
    )
    const codes: string[] = []
    for (let reply = await client.reply(); reply; reply = await client.reply()) codes.push(reply.slice(0, 3))
    assert.deepEqual(codes, ['220', '250', '250', '550', '250', '354', '250', '221'])
    assert.deepEqual((await octetsOf(address)).map(String), ['Subject: a\r\n\r\nb\r\n'])
  })

  test('after STARTTLS everything starts anew, and what came in the clear is not heard', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin(address.email)
    client.send(`STARTTLS\r\nMAIL FROM:<injected@elsewhere.example>\r\nRCPT TO:<${address.email}>\r\n`)
    assert.match(await client.reply(), /^220 /)
    await client.startTls()
    assert.match(await client.say(`RCPT TO:<${address.email}>`), /^503 /)
    await client.say('EHLO again.example')
    assert.deepEqual(await client.envelope(address.email), ['250 2.1.5 Accepted'])
    assert.equal(await client.data('a'), '250 2.0.0 Stored')
    await client.quit()
    const mails = await mailsOfAddress({ addressId: address.id })
    assert.equal(mails.length, 1)
    assert.partialDeepStrictEqual(mails[0], { mailFrom: 'sender@example.com', helo: 'again.example', tlsVersion: 'TLSv1.3' })
  })

  for (const secure of [false, true]) {
    test(`an ordinary client delivers ${secure ? 'with TLS from the first octet' : 'with STARTTLS'}`, async () => {
      const address = await newAddress()
      const port = secure ? receiver.smtpsPort : receiver.smtpPort
      const transport = createTransport({ host: '127.0.0.1', port, secure, requireTLS: true, tls: { rejectUnauthorized: false } })
      const sent = await transport.sendMail({
        from: 'a@b.example',
        to: address.email,
        subject: 'Grüße',
        text: '.dots\n..and more',
      })
      transport.close()
      assert.equal(sent.response, '250 2.0.0 Stored')
      const [mail] = await mailsOfAddress({ addressId: address.id })
      assert.partialDeepStrictEqual(mail, { tlsVersion: 'TLSv1.3', tlsOffered: secure ? 'implicit' : 'starttls' })
      assert.match(String((await octetsOf(address))[0]), /\r\n\.dots\r\n\.\.and more/)
    })
  }
})
