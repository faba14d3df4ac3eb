import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import { conductOf } from '../facts/conduct.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { TestMail } from '../subject.ts'

/** Did the client speak SMTP as a mail server does? Programs that only send junk do not wait for answers. */
export const senderSession: Check<TestMail> = {
  id: 'sender-session',
  title: 'How the sender spoke',
  reference: 'RFC 5321 §4.3.1',

  async run({ session }) {
    const conduct = session && conductOf(session)
    if (!session || !conduct) return notWitnessed('no-session')
    const { early, unagreed, mistakes } = conduct
    const said = (line: string) => [{ where: 'the client said', what: line }]
    if (early !== undefined)
      return fail('early-talker', {
        evidence: said(early),
        explanation: say`The client spoke before it was greeted.`,
        fix: update,
      })
    if (unagreed !== undefined) {
      const explanation = say`The client sent commands ahead, although nobody had told it that it may.`
      return fail('pipelining-unoffered', { evidence: said(unagreed), explanation, fix: update })
    }
    if (mistakes.length > 0) {
      const evidence = mistakes.flatMap(said)
      return warn('syntax-errors', {
        evidence,
        explanation: say`Some of the client’s commands are not written as SMTP wants them.`,
        fix: spell,
      })
    }
    const greeting = [{ where: session.extended ? 'EHLO' : 'HELO', what: session.helo }]
    if (session.ending && session.ending !== 'quit') {
      const evidence = [...greeting, { where: 'the session ended', what: session.ending }]
      return info('no-quit', { evidence, explanation: say`The client went away without QUIT.` })
    }
    if (!session.extended)
      return info('helo-old', {
        evidence: greeting,
        explanation: say`The client used HELO, the form of before 1995, instead of EHLO.`,
      })
    return pass('clean', { evidence: greeting, explanation: say`The client waited for each answer and spoke as it should.` })
  },
}

const update: Fix = {
  who: 'mail-server',
  say: say`Update the sending program, or let it wait for the greeting and for each reply.`,
  why: say`Receivers take a client that does not wait for a program that only sends junk, and cut it off.`,
}

const spell: Fix = {
  who: 'mail-server',
  say: say`Write the addresses of MAIL FROM and RCPT TO in angle brackets, directly behind the colon.`,
  why: say`Strict receivers refuse such commands.`,
}
