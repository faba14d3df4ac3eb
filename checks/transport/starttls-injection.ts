import { type Check, fail, type Finding, info, pass, say } from '../check.ts'
import { lookOnce, sawServer, type TlsServer, worstServer } from '../facts/mail-servers.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { onServer } from './change.ts'

/**
 * Does the server forget what was said before the encryption began? If not, somebody on the way can put commands into the encrypted
 * conversation (CVE-2011-0411). One harmless command is sent along with STARTTLS: if it is answered inside, it was kept.
 */
export const starttlsInjection: Check<Domain> = {
  id: 'starttls-injection',
  title: 'Commands before encryption',
  reference: 'RFC 3207 §4.2',
  silence: 'not-observed',

  run: async ({ domain }, net) => await worstServer(domain, net, (server) => judge(server, net)),
}

async function judge(server: TlsServer, net: Net): Promise<Finding> {
  const { host, address } = server
  const look = await lookOnce(host, address, net, { inject: true })
  // Hanging up on a command that comes too early is one way of not keeping it; a plain silence is none.
  if (look instanceof Unreachable) throw look
  const evidence = [sawServer({ ...server, look })]
  const { starttls } = look
  if (starttls.state === 'done' && starttls.injected) {
    return fail('vulnerable', {
      evidence,
      explanation: say`${host} keeps commands that were sent before the encryption began, and carries them out afterwards.`,
      fix: onServer(
        say`Update the mail server software of ${host}; it must clear its read buffer at STARTTLS.`,
        say`Somebody on the way can put commands, even whole mails, into a conversation that looks encrypted.`,
      ),
    })
  }
  if (starttls.state === 'absent') {
    return info('not-applicable', { evidence, explanation: say`${host} did not offer encryption this time.` })
  }
  return pass('safe', { evidence, explanation: say`${host} forgets what was sent before the encryption began.` })
}
