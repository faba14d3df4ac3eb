/** Rows as the receiver and the worker leave them, for tests that begin after those. */
import type { Report } from '#checks/report.ts'
import { issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { saveReport } from '#prisma/report.ts'
import { createAnonymousTeam } from '#prisma/team.ts'

const say = (text: string) => ({ text, strings: [text], values: [] })

/** An address of a new team. */
export async function newAddress() {
  const teamId = await createAnonymousTeam()
  return issueAddress({ teamId, domain: 'seedbed.localhost' })
}

/** A mail that has come to an address. Returns its id. `source`: the octets. */
export async function arrived(
  address: { id: string; teamId: string; email: string },
  source = 'Subject: hi\r\n\r\nhello\r\n',
): Promise<string> {
  const [id, rawId, sessionId, receivedAt] = [newId(), newId(), newId(), new Date()]
  const seen = { peerAddress: '127.0.0.1', helo: 'sender.example', extended: true, tlsOffered: 'starttls' }
  const transcript = [{ at: receivedAt.toISOString(), from: 'client', line: 'EHLO sender.example', transaction: 0 }]
  const named = { outcome: 'delivered', reply: '250 2.0.0 stored', recipient: address.email, at: receivedAt }
  await prisma.$transaction([
    prisma.session.create({ data: { id: sessionId, startedAt: receivedAt, peerPort: 1, listener: 'smtp', transcript, ...seen } }),
    prisma.sessionAddress.create({ data: { addressId: address.id, sessionId, ...named } }),
    prisma.mailRaw.create({ data: { id: rawId, bytes: new Uint8Array(Buffer.from(source, 'latin1')) } }),
    prisma.mail.create({
      data: {
        ...{ id, rawId, sessionId, receivedAt, transaction: 1, addressId: address.id, teamId: address.teamId, ...seen },
        ...{ mailFrom: 'a@sender.example', recipient: address.email, size: source.length },
      },
    }),
  ])
  return id
}

/** The mail gets its report. */
export async function reported(
  address: { teamId: string },
  mailId: string,
  changes: Partial<Report> = {},
  saw = {},
): Promise<void> {
  const report: Report = {
    schema: 1,
    rubric: 'message-1',
    kind: 'mail',
    subject: 'sender.example',
    analysedAt: new Date().toISOString(),
    milliseconds: 1,
    headline: { kind: 'ready', say: say('Ready to send.') },
    score: 8.9,
    coverage: 1,
    first: [],
    sections: [],
    findings: [],
    questions: [],
    ...changes,
  }
  const seen = {
    subjectHeader: 'Spring sale',
    fromHeader: 'Shop <a@sender.example>',
    fromDomain: 'sender.example',
    messageId: '<1@sender.example>',
    ...saw,
  }
  await saveReport({
    mail: { id: mailId, teamId: address.teamId, receivedAt: new Date() },
    analysis: 1,
    report,
    seen,
    bounces: [],
  })
}
