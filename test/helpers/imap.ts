/** An address with mails in it, a mail program's view of it, and IMAP spoken by hand. */
import { once } from 'node:events'
import { connect as connectTo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type AddressView, issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { issueCredential } from '#prisma/credential.ts'
import { newId } from '#prisma/id.ts'
import { createAnonymousTeam } from '#prisma/team.ts'

export interface Box {
  address: AddressView
  user: string
  pass: string
}

/** A fresh address with a password. */
export async function newBox(teamId?: string): Promise<Box> {
  const { address } = await issueAddress({ teamId: teamId ?? (await createAnonymousTeam()), domain: 'seeds.example' })
  const { username, password } = await issueCredential({ addressId: address.id, teamId: address.teamId, email: address.email })
  return { address, user: username, pass: password }
}

/** Where mails are put: of an address, or of a sandbox. */
export interface Shelf {
  address: Pick<AddressView, 'id' | 'teamId' | 'email'>
}

/** Stores mails as the receiver would have; returns their ids. */
export async function putMails({ address }: Shelf, mails: (string | Buffer)[], label: string | null = null): Promise<string[]> {
  const now = Date.now()
  const rows = mails.map((mail, index) => ({
    ...{ id: newId(now - mails.length + index), rawId: newId(), bytes: new Uint8Array(Buffer.from(mail as string, 'latin1')) },
  }))
  await prisma.mailRaw.createMany({ data: rows.map(({ rawId, bytes }) => ({ id: rawId, bytes })) })
  await prisma.mail.createMany({
    data: rows.map(({ id, rawId, bytes }) => ({
      ...{ id, addressId: address.id, teamId: address.teamId, rawId, label, transaction: 1, receivedAt: new Date(now) },
      ...{ mailFrom: 'a@b.example', recipient: address.email, size: bytes.length, peerAddress: '192.0.2.1', helo: 'b.example' },
      ...{ extended: true, tlsOffered: 'starttls', source: 'file' as const },
    })),
  })
  return rows.map(({ id }) => id)
}

/** One connection. What comes is text, one character an octet. */
export class ImapClient {
  #socket: Socket
  #text = ''
  #wake = (): void => {}
  closed = false
  #count = 0

  constructor(socket: Socket) {
    this.#socket = socket
    this.#listen(socket)
  }

  static async connect(port: number): Promise<ImapClient> {
    const socket = connectTo(port, '127.0.0.1')
    await once(socket, 'connect')
    return new ImapClient(socket)
  }

  /** Connected and logged in. */
  static async open(port: number, { user, pass }: Pick<Box, 'user' | 'pass'>): Promise<ImapClient> {
    const client = await ImapClient.connect(port)
    await client.until(/\r\n$/)
    await client.ask(`LOGIN "${user}" "${pass}"`)
    return client
  }

  /** Sends a command, and returns all that came until its tagged answer, which is the last line. @throws when it is not OK */
  async ask(command: string): Promise<string> {
    const text = await this.say(command)
    if (!/(^|\r\n)\S+ OK [^\r\n]*\r\n$/.test(text)) throw new Error(`${command.slice(0, 100)}: ${text.slice(-300)}`)
    return text
  }

  /** The same whatever the answer. */
  async say(command: string): Promise<string> {
    const tag = `t${++this.#count}`
    this.send(`${tag} ${command}\r\n`)
    return this.until(new RegExp(`(?:^|\\r\\n)${tag} (?:OK|NO|BAD) [^\\r\\n]*\\r\\n$`))
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1')
  }

  /** What came until this matches. @throws when the connection ends first */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.#text)) {
      if (this.closed) throw new Error(`closed after ${JSON.stringify(this.#text.slice(-300))}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const text = this.#text
    this.#text = ''
    return text
  }

  /** `ahead`: sent in the clear together with the command. */
  async startTls(ahead = ''): Promise<void> {
    this.send(`s STARTTLS\r\n${ahead}`)
    await this.until(/s OK[^\r\n]*\r\n/)
    this.#socket.removeAllListeners('data')
    const secured = connectTls({ socket: this.#socket, rejectUnauthorized: false })
    await once(secured, 'secureConnect')
    this.#socket = secured
    this.#listen(secured)
  }

  /** Until the other side has closed. */
  async gone(): Promise<string> {
    while (!this.closed)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    return this.#text
  }

  close(): void {
    this.#socket.destroy()
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1')
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
      this.#wake()
    })
  }
}
