/**
 * SpamAssassin over the protocol of spamd (spamd/PROTOCOL, SPAMC/1.5): one request of a head and the mail, one answer of a head and a report.
 *
 *     REPORT SPAMC/1.5            SPAMD/1.1 0 EX_OK
 *     Content-length: 1234        Spam: True ; 6.5 / 5.0
 *
 * The report lists the rules that held, one a line: points, name, description.
 */
import { connect } from 'node:net'
import { type FilterEnvelope, type Filtered, type FilterRule, type Silence, Unreachable } from '#checks/net.ts'

const longestAnswer = 512 * 1024
/** spamd itself leaves larger mails alone. */
const longestMail = 2 * 1024 * 1024

/** Asks spamd about a mail. `host`: `name`, `name:port` or `[address]:port`. @throws {Unreachable} */
export async function askSpamd(host: string, raw: Uint8Array, envelope: FilterEnvelope, ms: number): Promise<Filtered> {
  const silent = (reason: Silence) => new Unreachable(`spamd at ${host}`, reason, host, 'https')
  const answer = await converse(host, request(raw, envelope), ms, silent)
  const read = readAnswer(answer)
  if (!read) throw silent('malformed')
  return read
}

/** What we saw stands on top, as a mail server would have written it: the rules about the sending address need it. */
function request(raw: Uint8Array, envelope: FilterEnvelope): Buffer {
  const mail = Buffer.concat([Buffer.from(trace(envelope), 'latin1'), raw.subarray(0, longestMail)])
  return Buffer.concat([Buffer.from(`REPORT SPAMC/1.5\r\nContent-length: ${mail.length}\r\n\r\n`), mail])
}

function trace({ mailFrom, peerAddress, helo, receiverName, receivedAt }: FilterEnvelope): string {
  const clean = (text: string) => text.replace(/[^\x21-\x7e]/g, '').slice(0, 300)
  if (peerAddress === '') return ''
  const date = new Date(receivedAt).toUTCString().replace('GMT', '+0000')
  return `Return-Path: <${clean(mailFrom)}>\r\nReceived: from ${clean(helo) || 'unknown'} (unknown [${clean(peerAddress)}])\r\n\tby ${clean(receiverName)} with ESMTP; ${date}\r\n`
}

function converse(host: string, octets: Buffer, ms: number, silent: (reason: Silence) => Unreachable): Promise<string> {
  const [, bracketed, plain = '', port = '783'] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(host) ?? []
  return new Promise((resolve, reject) => {
    const socket = connect({ host: bracketed ?? plain, port: Number(port) })
    const parts: Buffer[] = []
    let size = 0
    const fail = (reason: Silence) => {
      clearTimeout(timer)
      socket.destroy()
      reject(silent(reason))
    }
    const timer = setTimeout(() => fail('timeout'), ms)
    socket.on('error', () => fail('network'))
    socket.on('connect', () => socket.end(octets))
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      size += part.length
      if (size > longestAnswer) fail('malformed')
    })
    socket.on('end', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(parts).toString('utf8'))
    })
  })
}

const ruleLine = /^\s*(-?\d{1,3}(?:\.\d{1,3})?)\s+([A-Z][A-Z0-9_]{2,60})\s*(.*)$/

/** Undefined when it is no answer of spamd, or says that something went wrong. */
function readAnswer(text: string): Filtered | undefined {
  const [head = '', report = ''] = text.split(/\r?\n\r?\n([\s\S]*)/, 2)
  const [, score, required] = /^Spam:\s*(?:True|False|Yes|No)\s*;\s*(-?[\d.]+)\s*\/\s*(-?[\d.]+)/im.exec(head) ?? []
  if (!/^SPAMD\/\d+\.\d+ 0 /.test(head) || score === undefined || required === undefined) return undefined
  const rules: FilterRule[] = report
    .split(/\r?\n/)
    .slice(0, 1000)
    .flatMap((line) => {
      const [, points, name, description] = ruleLine.exec(line) ?? []
      return points === undefined || !name
        ? []
        : [{ name, points: Number(points), description: (description ?? '').trim().slice(0, 200) }]
    })
  return { score: Number(score), required: Number(required), action: '', rules: rules.sort((a, b) => b.points - a.points) }
}
