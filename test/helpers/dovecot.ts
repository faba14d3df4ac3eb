/** A real Dovecot for a test: IMAP and POP3, in the clear and inside TLS, and who signs in for Postfix. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { bring } from './debian.ts'
import { homes, owner, type RealServer, shortFolder, startReal } from './real-server.ts'

export interface DovecotWish {
  ports: { imap: number; imaps: number; pop3: number; pop3s: number }
  /** PEM: the chain, and its key. */
  certificate: { cert: string; key: string }
  /** Further lines of dovecot.conf. */
  settings?: readonly string[]
}

export interface Dovecot extends RealServer {
  /** Where Postfix asks who may sign in. */
  authSocket: string
}

/** Where Dovecot was built to find its modules, TLS among them; no setting says otherwise. */
const modules = '/usr/lib/dovecot/modules'

/** `undefined` when this machine brings no Dovecot. Everybody signs in with the password `secret`, and reads `mail` in its folder as `owner`. */
export async function startDovecot(wish: DovecotWish): Promise<Dovecot | undefined> {
  const dovecot = await bring('dovecot-imapd', 'dovecot-pop3d')
  if (!dovecot) return undefined
  const folder = await shortFolder('dovecot')
  const lib = join(folder, 'lib')
  await mkdir(lib)
  await symlink(join(dovecot.root, modules), join(folder, 'm'))
  await writeFile(
    join(lib, 'libdovecot.so.0'),
    await leadTo(join(folder, 'm'), join(dovecot.root, 'usr/lib/dovecot/libdovecot.so.0')),
  )
  await writeFile(join(folder, 'cert'), wish.certificate.cert)
  await writeFile(join(folder, 'key'), wish.certificate.key)
  await writeFile(join(folder, 'conf'), settingsOf(wish, folder, join(dovecot.root, 'usr/lib/dovecot')))
  const server = await startReal({
    command: dovecot.program('doveconf'),
    // Dovecot would look for doveconf where it is not; so doveconf starts Dovecot, as it is done the other way round.
    args: [
      '-f',
      'service=master',
      '-c',
      join(folder, 'conf'),
      '-m',
      'master',
      '-e',
      dovecot.program('dovecot'),
      '-F',
      '-c',
      join(folder, 'conf'),
    ],
    env: { ...dovecot.env, LD_LIBRARY_PATH: `${lib}:${dovecot.env.LD_LIBRARY_PATH}` },
    folder,
    logFile: join(folder, 'log'),
    // The others are not there without TLS.
    listens: [wish.ports.imap, wish.ports.pop3].map((port) => `${homes[0]}:${port}`),
  })
  return { ...server, authSocket: join(folder, 'run/auth-postfix') }
}

/** The library with another path in it, which may be no longer. */
async function leadTo(path: string, library: string): Promise<Buffer> {
  const octets = await readFile(library)
  const at = octets.indexOf(`${modules}\0`)
  if (at < 0 || path.length > modules.length) throw new Error(`${library} does not name ${modules}, or ${path} is too long`)
  octets.fill(0, at, at + modules.length)
  octets.write(path, at)
  return octets
}

function settingsOf({ ports, settings = [] }: DovecotWish, folder: string, libexec: string): string {
  const { username } = userInfo()
  // Who answers at the door may not be root.
  const visitor = username === 'root' ? 'nobody' : username
  const listener = (protocol: 'imap' | 'pop3') =>
    [protocol, `${protocol}s` as const].map((one) => `  inet_listener ${one} {\n    port = ${ports[one]}\n  }\n`).join('')
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
default_internal_user = ${username}
default_internal_group = ${username === 'root' ? 'root' : `#${process.getgid?.()}`}
default_login_user = ${visitor}
default_vsz_limit = 0
import_environment = TZ LD_LIBRARY_PATH
protocols = imap pop3
listen = ${homes.join(', ')}
libexec_dir = ${libexec}
mail_plugin_dir = ${folder}/m
mail_location = maildir:${folder}/mail
ssl = required
ssl_cert = <${folder}/cert
ssl_key = <${folder}/key
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}/home
}
service imap-login {
  chroot =
${listener('imap')}}
service pop3-login {
  chroot =
${listener('pop3')}}
service anvil {
  chroot =
}
service auth {
  unix_listener auth-postfix {
    mode = 0666
  }
}
${settings.join('\n')}
`
}
