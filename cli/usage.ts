/** How the command is used, and what is said when it is not. */

const commands = {
  check: `seedbed check DOMAIN|IP…            what decides whether mail from and to it arrives
    --selector S …                a DKIM selector to look at, beside those that are found
    --only SECTION,…              mx, spf, dkim, dmarc, transport, zone, bimi, rdns, blocklist
    --postmaster                  it is your domain: ask its mail server about postmaster and abuse, too
    --with FILE                   judge as if these zone-file lines were published; - reads standard input
    --zone FILE [--origin NAME]   judge as if this file were the whole zone
    --fail-on warn|fail|never     when to exit with 1 (fail)
    --on-unknown fail|warn        too little could be looked at: exit with 1, or with 3 (warn)
    --baseline FILE               count only findings that are not in this file
    --write-baseline              write what is found now into it
    --accepted [--url URL]        nor those that your team accepts there (BASE_URL), with its token in SEEDBED_TOKEN
    --format text|json|markdown|github|junit
`,
  mail: `seedbed mail FILE.eml             how a mail that is a file would be received; - reads standard input
    --ip IP --helo NAME           from where and under which name it was sent: else what needs its session is left open
    --mail-from ADDR              the bounce address it was sent with; '' for <>
    --rcpt-to ADDR                to whom
    --time ISO                    when; else when its newest Received field says, else now
    --fail-on warn|fail|never     when to exit with 1 (fail)
    --on-unknown fail|warn        too little could be looked at: exit with 1, or with 3 (warn)
    --format text|json|markdown|github|junit
`,
  probe: `seedbed probe HOST|IP             what the ports of a mail host show
    --ports PORT,…                25,465,587,143,993,110,995 when not given
    --mx                          HOST is a domain: its mail servers on port 25, as a sending server would try them
    --rcpt-to ADDR                name this recipient to it; no mail is sent
    --mine                        it is your server: try relaying, VRFY and mail without a sender, too; no mail is sent
    --smuggling                   ADDR is your mailbox: send it one mail, to see where the server ends a mail
    --patient                     wait five minutes for a greeting, and up to an hour for a server that greylists
    --transcript                  print the conversations
    --fail-on warn|fail|never     when to exit with 1 (fail)
    --format text|json
`,
  spf: `seedbed spf --ip IP --mail-from ADDR --helo NAME
                                  may this address send as this sender? RFC 7208's word, and the tree behind it
    --format text|json
`,
  bounce: `seedbed bounce FILE.eml               what a bounce means, and what to do about each address; - reads standard input
  seedbed bounce --reply "550 5.1.1 …" [--host MX]
                                  the same for one reply, of that mail server
    --format text|json
`,
  wait: `seedbed wait TOKEN                until mail has come to this address, and is judged: for tests
    --url URL                     where the Seedbed is (BASE_URL)
    --timeout SECONDS             how long (60)
    --count N                     how many (1)
    --subject TEXT, --from TEXT   only mails whose subject, whose From contains this
    --label LABEL                 only mails to the address with this label
    --extract code|link           print the one-time codes, or the links, a line each
    --format text|json            exit status 1: it did not come in time, or has none
`,
}

export type Command = keyof typeof commands

const everywhere = `  Everywhere: --resolver IP[:PORT] (DNS_SERVERS, else the system's), --json for --format json, --help
  Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 could not look
`

/** Of one command, or of all. */
export function usage(command?: Command): string {
  const texts = command ? [commands[command]] : Object.values(commands)
  return `${texts.map((text) => `  ${text}`).join('\n')}\n${everywhere}`
}

/** Where a file that was given cannot be read; line and column are counted from 1. */
export interface Place {
  file: string
  line: number
  column: number
}

/** Thrown for a command line that cannot be, or a file on it: exit status 2. With a place, how the command is used is no help. */
export class UsageError extends Error {
  readonly command: Command | undefined
  readonly place: Place | undefined

  constructor(command: Command | undefined, message: string, place?: Place) {
    super(message)
    this.command = command
    this.place = place
  }
}
