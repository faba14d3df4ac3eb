/** A real Postfix for a test: any number of smtpd services, each on a port of its own with its own settings. */
import { chown, mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bring } from './debian.ts'
import { giveTo, homes, pretendingUsers, type RealServer, shortFolder, startReal } from './real-server.ts'

/** Settings of main.cf, by name. */
export type PostfixSettings = Readonly<Record<string, string>>

/** Domain example.test with the mailboxes postmaster and me, as a careful administrator runs it. */
const careful: PostfixSettings = {
  compatibility_level: '3.6',
  myhostname: 'mx.test',
  mydestination: 'example.test',
  mynetworks: '192.0.2.1/32',
  // Only those that an interface has; where a service listens it says itself.
  inet_interfaces: '127.0.0.1',
  inet_protocols: 'ipv4',
  local_recipient_maps: 'inline:{ {postmaster=x}, {me=x} }',
  alias_maps: '',
  smtpd_relay_restrictions: 'permit_sasl_authenticated, reject_unauth_destination',
  disable_vrfy_command: 'yes',
  message_size_limit: '26214400',
  smtpd_tls_security_level: 'may',
  smtpd_tls_auth_only: 'yes',
  smtpd_tls_protocols: '>=TLSv1.2',
  smtpd_tls_mandatory_protocols: '>=TLSv1.2',
  smtpd_forbid_bare_newline: 'normalize',
  // Postfix lets somebody who makes many errors wait, and one who connects often.
  smtpd_error_sleep_time: '0',
  smtpd_client_connection_count_limit: '0',
  // And everybody, while nobody fetches what has come in.
  in_flow_delay: '0',
}

const queues = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved', 'trace']

/** `services` by port; `undefined` when this machine brings no Postfix. */
export async function startPostfix(services: Readonly<Record<number, PostfixSettings>>): Promise<RealServer | undefined> {
  const postfix = await bring('postfix')
  const folder = await shortFolder('postfix')
  const users = await pretendingUsers(folder, ['postfix'], true)
  if (!postfix || !users) return undefined
  const spool = join(folder, 'spool')
  const own = [join(folder, 'data'), ...[...queues, 'public', 'maildrop'].map((name) => join(spool, name))]
  for (const path of [join(folder, 'etc'), ...own, join(spool, 'pid')]) await mkdir(path, { recursive: true })
  await giveTo(chown, own)
  const kept = [...Object.keys(users), 'LD_LIBRARY_PATH', 'MAIL_CONFIG']
  const main: PostfixSettings = {
    ...careful,
    queue_directory: spool,
    data_directory: join(folder, 'data'),
    daemon_directory: join(postfix.root, 'usr/lib/postfix/sbin'),
    command_directory: join(postfix.root, 'usr/sbin'),
    shlib_directory: join(postfix.root, 'usr/lib/postfix'),
    meta_directory: join(folder, 'etc'),
    maillog_file: join(folder, 'log'),
    maillog_file_prefixes: '/tmp',
    import_environment: kept.join(' '),
  }
  await writeFile(join(folder, 'etc/main.cf'), written(main))
  // Postfix waits two seconds where a file is so new that somebody may still be writing it.
  await utimes(join(folder, 'etc/main.cf'), 1, 1)
  await writeFile(join(folder, 'etc/master.cf'), masterOf(services))
  return await startReal({
    command: join(postfix.root, 'usr/lib/postfix/sbin/master'),
    args: ['-d', '-c', join(folder, 'etc')],
    env: { ...postfix.env, ...users },
    folder,
    logFile: join(folder, 'log'),
    listens: Object.keys(services).flatMap((port) => homes.map((home) => `${home}:${port}`)),
  })
}

function written(settings: PostfixSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')
}

function masterOf(services: Readonly<Record<number, PostfixSettings>>): string {
  const smtpd = Object.entries(services).flatMap(([port, settings]) => {
    const options = Object.entries(settings).map(([name, value]) => `  -o { ${name} = ${value} }\n`)
    return homes.map((home) => `${home}:${port} inet n - n - - smtpd\n${options.join('')}`)
  })
  return `${smtpd.join('')}postlog unix-dgram n - n - 1 postlogd
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
cleanup unix n - n - 0 cleanup
`
}
