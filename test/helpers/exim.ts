/** A real Exim for a test: one process on any number of ports, each with its own settings. */
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bring } from './debian.ts'
import { giveTo, homes, pretendingUsers, type RealServer, shortFolder, startReal } from './real-server.ts'

/** What may be another for each port, as Exim's expansions. */
export interface EximSettings {
  /** PEM: the chain and its key. No STARTTLS where there is none. */
  certificate?: { cert: string; key: string }
  /** TLS from the first octet. */
  implicit?: boolean
  /** TLS 1.0 and 1.1 too, as Debian's Exim when nothing is set. */
  oldTls?: boolean
  /** Who is offered AUTH: nobody when not given. */
  auth?: 'inside TLS' | 'always'
  /** Lines of the ACL at RCPT before the usual ones. */
  rcpt?: readonly string[]
  /** ACLs at VRFY and EXPN. Exim says 252 and 550 when not given. */
  vrfy?: 'accept'
  expn?: 'accept'
  /** Lines of the ACL at connection. */
  connect?: readonly string[]
}

/** Domain example.test with the mailboxes postmaster and me. `undefined` when this machine brings no Exim. */
export async function startExim(services: Readonly<Record<number, EximSettings>>): Promise<RealServer | undefined> {
  const exim = await bring('exim4-daemon-light')
  const folder = await shortFolder('exim')
  const users = await pretendingUsers(folder, ['Debian-exim'], false)
  if (!exim || !users) return undefined
  const spool = join(folder, 'spool')
  await mkdir(spool)
  await giveTo(chown, [folder, spool])
  for (const [port, { certificate }] of Object.entries(services))
    if (certificate) await writeFile(join(folder, `tls-${port}`), `${certificate.cert}${certificate.key}`)
  const kept = [...Object.keys(users), 'LD_LIBRARY_PATH'].join(':')
  await writeFile(join(folder, 'conf'), settingsOf(services, folder, kept, exim.program('exim4')))
  return await startReal({
    command: exim.program('exim4'),
    args: ['-C', join(folder, 'conf'), '-bdf'],
    env: { ...exim.env, ...users },
    folder,
    logFile: join(folder, 'log-main'),
    listens: Object.keys(services).flatMap((port) => homes.map((home) => `${home}:${port}`)),
  })
}

function settingsOf(services: Readonly<Record<number, EximSettings>>, folder: string, kept: string, path: string): string {
  const all = Object.entries(services)
  const portsWith = (has: (settings: EximSettings) => unknown) =>
    all.filter(([, settings]) => has(settings)).map(([port]) => port)
  const everybody = (ports: readonly string[]) => `\${if inlisti{$received_port}{0:${ports.join(':')}}{*}{}}`
  const acl = (at: 'rcpt' | 'connect') =>
    all.map(([port, settings]) => `${at}_${port}:\n${(settings[at] ?? []).map((line) => `  ${line}\n`).join('')}${usual[at]}`)
  const offers = `\${if or{{inlisti{$received_port}{0:${portsWith(({ auth }) => auth === 'always').join(':')}}}{and{{!eq{$tls_in_cipher}{}}{inlisti{$received_port}{0:${portsWith(({ auth }) => auth).join(':')}}}}}}{*}{}}`
  return `exim_path = ${path}
primary_hostname = mx.test
spool_directory = ${folder}/spool
log_file_path = ${folder}/log-%s
keep_environment = ${kept}
disable_ipv6 = true
daemon_smtp_ports = ${all.map(([port]) => port).join(':')}
local_interfaces = ${homes.join(':')}
tls_on_connect_ports = ${portsWith(({ implicit }) => implicit).join(':')}
tls_advertise_hosts = ${everybody(portsWith(({ certificate }) => certificate))}
tls_require_ciphers = \${if inlisti{$received_port}{0:${portsWith(({ oldTls }) => oldTls).join(':')}}{NORMAL}{NORMAL:-VERS-TLS1.0:-VERS-TLS1.1}}
tls_certificate = ${folder}/tls-$received_port
auth_advertise_hosts = ${offers}
host_lookup =
rfc1413_hosts =
queue_only
smtp_accept_max = 0
smtp_connect_backlog = 100
acl_smtp_connect = connect_$received_port
acl_smtp_rcpt = rcpt_$received_port
acl_smtp_vrfy = \${if inlisti{$received_port}{0:${portsWith(({ vrfy }) => vrfy).join(':')}}{verify}{}}
acl_smtp_expn = \${if inlisti{$received_port}{0:${portsWith(({ expn }) => expn).join(':')}}{verify}{}}
begin acl
${[...acl('connect'), ...acl('rcpt')].join('')}verify:
  accept
begin routers
local:
  driver = accept
  domains = example.test : mx.test
  local_parts = me : postmaster
  transport = none
begin transports
none:
  driver = appendfile
  file = /dev/null
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = false
`
}

const usual = {
  connect: '  accept\n',
  rcpt: `  accept local_parts = postmaster
  deny !domains = example.test
    message = relay not permitted
  deny !verify = recipient
    message = Unknown user
  accept
`,
}
