import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { startRedis } from '../helpers/redis.ts'
import { cuttableProxy, SmtpClient } from '../helpers/smtp.ts'

// A Redis of our own, known before the queue reads its setting: this file kills it.
const redis = await startRedis()
process.env.REDIS_URL = redis.path
const { env } = await import('#env')
const { issueAddress } = await import('#prisma/address.ts')
const { databaseUrl, prisma } = await import('#prisma/client.ts')
const { mailsOfAddress } = await import('#prisma/mail.ts')
const { replyCounts } = await import('#prisma/history.ts')
const { sessionsOfAddress } = await import('#prisma/session.ts')
const { createAnonymousTeam } = await import('#prisma/team.ts')
const { closeNews, publishNews } = await import('#worker/news.ts')
const { closeQueues } = await import('#worker/queue.ts')
const { makeCertificate, readCertificate } = await import('#worker/receiver/certificate.ts')
const { startReceiver } = await import('#worker/receiver/main.ts')

const [domain = ''] = env.SEED_DOMAINS
const target = new URL(databaseUrl())
const proxy = await cuttableProxy({ host: target.hostname, port: Number(target.port || 5432) })
const proxied = new URL(target)
proxied.host = `127.0.0.1:${proxy.port}`
const options = { smtpPort: 0, smtpsPort: 0, limits: { connectionsPerClient: 1000, mailRate: 100_000 } }
const receiver = await startReceiver({ ...options, databaseUrl: proxied.href })
after(async () => {
  await receiver.close()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
  await Promise.all([proxy.close(), redis.close()])
})

async function newAddress() {
  const teamId = await createAnonymousTeam()
  return (await issueAddress({ teamId, domain })).address
}
const connect = (): Promise<SmtpClient> => SmtpClient.connect(receiver.smtpPort)
/** Says it again until it is answered like this. */
async function until(expected: RegExp, attempt: () => Promise<string | undefined>): Promise<void> {
  while (!expected.test((await attempt()) ?? '')) await new Promise(setImmediate)
}

describe('while PostgreSQL is away', () => {
  test('a recipient is answered 451, and 250 as soon as it is back', async () => {
    const address = await newAddress()
    proxy.cut()
    const client = await connect()
    assert.deepEqual(
      await client.begin(address.email, `nobody@${domain}`),
      Array(2).fill('451 4.3.0 The mail could not be stored now, try again later'),
    )
    proxy.mend()
    await until(/^250 /, () => client.say(`RCPT TO:<${address.email}>`))
    assert.equal(await client.data('a'), '250 2.0.0 Stored')
    await client.quit()
    assert.equal((await mailsOfAddress({ addressId: address.id })).length, 1)
  })

  test('a mail is answered 451 at its final dot, nothing of it is kept, and it may come again', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin(address.email)
    await client.say('DATA')
    proxy.cut()
    client.send('Subject: a\r\n\r\nb\r\n.\r\n')
    assert.equal(await client.reply(), '451 4.3.0 The mail could not be stored now, try again later')
    assert.equal((await mailsOfAddress({ addressId: address.id })).length, 0)
    proxy.mend()
    await until(/^250 /, async () => {
      await client.say('RSET')
      return (await client.envelope(address.email))[0]
    })
    assert.equal(await client.data('Subject: a\r\n\r\nb'), '250 2.0.0 Stored')
    await client.quit()
    assert.equal((await mailsOfAddress({ addressId: address.id })).length, 1)
    // What could not be written is written later: both replies are counted.
    const counted = async () =>
      JSON.stringify((await replyCounts({ teamId: address.teamId, since: new Date(0) })).map(({ reply }) => reply).sort())
    await until(/^\["250 2\.0\.0","451 4\.3\.0"\]$/, counted)
  })

  test('a session that ends is completed when it is back', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin(address.email)
    await client.data('a')
    proxy.cut()
    await client.quit()
    proxy.mend()
    await until(/quit/, async () => (await sessionsOfAddress({ addressId: address.id, take: 1 }))[0]?.ending ?? '')
  })
})

test('while Redis is away mail is stored and acknowledged all the same, and once it is back too', async () => {
  const address = await newAddress()
  const client = await connect()
  await client.begin(address.email)
  await redis.kill()
  assert.equal(await client.data('a'), '250 2.0.0 Stored')
  await client.envelope(address.email)
  assert.equal(await client.data('b'), '250 2.0.0 Stored')
  await redis.start()
  publishNews(address.id, [])
  await client.envelope(address.email)
  assert.equal(await client.data('c'), '250 2.0.0 Stored')
  await client.quit()
  assert.equal((await mailsOfAddress({ addressId: address.id })).length, 3)
})

describe('an address that is deleted', () => {
  test('between RCPT and the final dot gets nothing, and leaves nothing behind', async () => {
    const address = await newAddress()
    const client = await connect()
    await client.begin(address.email)
    await prisma.address.delete({ where: { id: address.id } })
    assert.equal(await client.data('a'), '550 5.1.1 No such address here')
    await client.quit()
    assert.equal(await prisma.mail.count({ where: { addressId: address.id } }), 0)
  })

  test('does not take the mail of another recipient with it', async () => {
    const [gone, stays] = [await newAddress(), await newAddress()]
    const client = await connect()
    await client.begin(gone.email, stays.email)
    await prisma.address.delete({ where: { id: gone.id } })
    assert.equal(await client.data('a'), '250 2.0.0 Stored')
    await client.quit()
    assert.equal(await prisma.mail.count({ where: { addressId: gone.id } }), 0)
    assert.equal((await mailsOfAddress({ addressId: stays.id })).length, 1)
  })
})

test('when it is stopped, the mail on its way is stored, everybody is told, and every session has its end', async () => {
  const own = await startReceiver(options)
  const address = await newAddress()
  const busy = await SmtpClient.connect(own.smtpPort)
  await busy.begin(address.email)
  await busy.say('DATA')
  const idle = await SmtpClient.connect(own.smtpPort)
  await idle.reply()
  busy.send('Subject: late\r\n')
  const closed = own.close()
  assert.equal(await idle.rest(), '421 4.3.2 We are going down, try again later\r\n')
  busy.send('\r\nbut not lost\r\n.\r\n')
  assert.equal(await busy.rest(), '250 2.0.0 Stored\r\n421 4.3.2 We are going down, try again later\r\n')
  await closed
  const [session] = await sessionsOfAddress({ addressId: address.id, take: 1 })
  assert.partialDeepStrictEqual(session, { outcome: 'delivered', ending: 'closed' })
  await assert.rejects(SmtpClient.connect(own.smtpPort))
})

test('when it is stopped while clients are just coming in, it stops in order', async () => {
  const own = await startReceiver(options)
  const coming = [own.smtpPort, own.smtpsPort].map((port) => connectPlain({ host: '127.0.0.1', port }))
  for (const socket of coming) socket.on('error', () => {})
  await Promise.all(coming.map((socket) => once(socket, 'connect')))
  await own.close()
})

test('fifty clients at once lose no mail', async () => {
  const address = await newAddress()
  const own = await startReceiver({ ...options, limits: { ...options.limits, mailsPerAddressDay: 10_000 } })
  const sent = await Promise.all(
    Array.from({ length: 50 }, async (_, number) => {
      const client = await SmtpClient.connect(own.smtpPort)
      await client.begin()
      for (let mail = 0; mail < 10; mail++) {
        await client.say('RSET')
        await client.envelope(address.email)
        assert.equal(await client.data(`X-Number: ${number}.${mail}`), '250 2.0.0 Stored')
      }
      await client.quit()
      return Array.from({ length: 10 }, (_, mail) => `X-Number: ${number}.${mail}\r\n`)
    }),
  )
  await own.close()
  const rows = await prisma.$queryRaw<{ bytes: Uint8Array }[]>`
    SELECT r.bytes FROM "Mail" m JOIN "MailRaw" r ON r.id = m."rawId" WHERE m."addressId" = ${address.id}::uuid`
  assert.deepEqual(rows.map(({ bytes }) => Buffer.from(bytes).toString()).sort(), sent.flat().sort())
})

describe('the certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seedbed-certificate-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const files = { DATA_DIR: join(folder, 'data'), SMTP_NAME: 'mx.seeds.example' }

  test('signs itself, is for our name, and is kept with its key for us alone', () => {
    const made = readCertificate(files)
    const certificate = new X509Certificate(made.cert)
    assert.ok(certificate.verify(certificate.publicKey))
    assert.equal(certificate.checkHost('mx.seeds.example'), 'mx.seeds.example')
    assert.ok(certificate.validToDate.getTime() > Date.now() + 365 * 86_400_000)
    assert.deepEqual(readCertificate(files), made)
    const file = join(files.DATA_DIR, 'smtp-certificate.pem')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.ok(existsSync(file) && readFileSync(file, 'utf8').startsWith('-----BEGIN PRIVATE KEY-----'))
  })

  test('is made anew for another name', () => {
    const before = readCertificate(files)
    const renamed = readCertificate({ ...files, SMTP_NAME: 'other.example' })
    assert.notEqual(renamed.cert, before.cert)
    assert.equal(new X509Certificate(renamed.cert).subjectAltName, 'DNS:other.example')
  })

  test('may be our own, and is read again when asked', async () => {
    const given = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') }
    const write = (name: string): void => {
      const { cert, key } = makeCertificate(name)
      writeFileSync(given.TLS_CERT, cert)
      writeFileSync(given.TLS_KEY, key)
    }
    write('first.example')
    assert.equal(readCertificate({ ...files, ...given }).selfSigned, false)
    Object.assign(env, given)
    const own = await startReceiver(options)
    const shown = async (): Promise<string | undefined> => {
      const socket = connectTls({ host: '127.0.0.1', port: own.smtpsPort, rejectUnauthorized: false })
      await once(socket, 'secureConnect')
      const { subjectaltname } = socket.getPeerCertificate()
      socket.destroy()
      return subjectaltname
    }
    assert.equal(await shown(), 'DNS:first.example')
    write('second.example')
    own.renewCertificate()
    assert.equal(await shown(), 'DNS:second.example')
    Object.assign(env, { TLS_CERT: undefined, TLS_KEY: undefined })
    await own.close()
  })

  test("is never the package's own, and TLS 1.1 is not spoken", async () => {
    const socket = connectTls({ host: '127.0.0.1', port: receiver.smtpsPort, rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    assert.equal(socket.getPeerCertificate().subjectaltname, `DNS:${env.SMTP_NAME}`)
    socket.destroy()
    const old = connectTls({
      host: '127.0.0.1',
      port: receiver.smtpsPort,
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    await assert.rejects(once(old, 'secureConnect'))
  })
})
