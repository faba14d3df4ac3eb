/**
 * What IMAP4rev1 and its extensions promise to clients that look at one mailbox together: each row is one command of one of several connections,
 * and what must, or must not, be in its answer. In the order of RFC 3501, RFC 5258, RFC 4731 and RFC 7162.
 */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReaders } from '#worker/readers/main.ts'
import { ImapClient, newBox } from '../helpers/imap.ts'

const readers = await startReaders({ reportHeader: false })
after(async () => {
  await readers.close()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

/** `not`: this must not be in the answer either. */
type Row = [who: 1 | 2 | 3, command: string, answer: RegExp, not?: RegExp]

const ok = /OK /
const put = (text: string, more = ''): string => `APPEND m ${more}{${Buffer.byteLength(text, 'latin1')}+}\r\n${text}`
const seven = Array.from({ length: 7 }, (_, n): Row => [1, put(`Subject: ${n + 1}\r\n\r\n${n + 1}\r\n`), ok])

const nested =
  'Content-Type: message/rfc822\r\n\r\nSubject: outer\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nHello\r\n'
const digest =
  'Content-Type: multipart/digest; boundary="a b"\r\n\r\nbefore\r\n--a b \r\n\r\nFrom: one@acme.example\r\n\r\nfirst\r\n\r\n' +
  '--a b\r\nX-Part: 2\r\n\r\nFrom: two@acme.example\r\n\r\nsecond\r\n--a b--\r\nafter\r\n'
const binary =
  'MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJjAGRlZg==\r\n'
const addresses =
  'From: <ann (the one)@ (of) acme.example>\r\nTo: friends: bob@acme.example, <@route:carl@acme.example>;\r\nCc: dora@acme.example (Dora D)\r\nSender: \r\n\r\nx\r\n'

const scripts: Record<string, Row[]> = {
  'a new mail is recent to the first who is told, and to nobody else': [
    [1, 'SELECT m', /\* 0 EXISTS\r\n\* 0 RECENT\r\n/],
    [2, 'SELECT m', /\* 0 EXISTS/],
    [1, put('a', '(\\Seen \\Flagged) '), /\* 1 EXISTS\r\n\* 1 RECENT\r\n/],
    [2, 'NOOP', /\* 1 EXISTS\r\n\* 0 RECENT\r\n/],
    [3, 'STATUS m (MESSAGES UNSEEN RECENT)', /STATUS m \(MESSAGES 1 UNSEEN 0 RECENT 0\)/],
    [1, 'FETCH 1 FLAGS', /FLAGS \(\\Flagged \\Seen \\Recent\)|FLAGS \(\\Seen \\Flagged \\Recent\)/],
    [2, 'FETCH 1 FLAGS', ok, /Recent/],
    [3, put('b'), ok],
    [3, 'STATUS m (RECENT)', /\(RECENT 1\)/],
    [3, 'EXAMINE m', /\* 2 EXISTS\r\n\* 1 RECENT\r\n\* OK \[UNSEEN 2\][\s\S]*OK \[READ-ONLY\]/],
    [3, 'CLOSE', ok],
    [3, 'STATUS m (RECENT)', /\(RECENT 1\)/],
    [2, 'NOOP', /\* 2 EXISTS\r\n\* 1 RECENT\r\n/],
    [2, 'SEARCH RECENT', /\* SEARCH 2\r\n/],
    [2, 'SEARCH NEW', /\* SEARCH 2\r\n/],
    [2, 'SEARCH OLD', /\* SEARCH 1\r\n/],
    [1, 'NOOP', /\* 2 EXISTS\r\n\* 1 RECENT\r\n/],
    [1, 'SEARCH RECENT', /\* SEARCH 1\r\n/],
  ],
  'a mail that is copied is recent there, keeps its flags and its date in its zone': [
    [1, 'SELECT m', ok],
    [1, put('a', '(\\Draft k1) " 1-Mar-2007 23:30:00 -0130" '), /\* 1 EXISTS/],
    [1, 'FETCH 1 INTERNALDATE', /INTERNALDATE " 1-Mar-2007 23:30:00 -0130"/],
    [1, 'SEARCH ON 1-Mar-2007', /\* SEARCH 1\r\n/],
    [1, 'SEARCH SINCE 2-Mar-2007', /\* SEARCH\r\n/],
    [2, 'CREATE m2', ok],
    [2, 'SELECT m2', ok],
    [1, 'COPY 1 m2', /OK \[COPYUID \d+ 1 1\]/],
    [2, 'NOOP', /\* 1 EXISTS\r\n\* 1 RECENT/],
    [2, 'FETCH 1 (FLAGS INTERNALDATE)', /FLAGS \((\\Draft k1|k1 \\Draft) \\Recent\) INTERNALDATE " 1-Mar-2007 23:30:00 -0130"/],
    [1, 'COPY 1 m', /COPYUID/],
    [1, 'NOOP', ok],
    [1, 'MOVE 1 m', /\* OK \[COPYUID \d+ 1 3\] Moved\r\n\* 1 EXPUNGE\r\n\* 2 EXISTS/],
  ],
  'what one expunges goes from the other only when numbers may change': [
    ...seven.slice(0, 4),
    [1, 'SELECT m', ok],
    [2, 'SELECT m', ok],
    [1, 'FETCH * UID', /^\* 4 FETCH \(UID 4\)/],
    [1, 'STORE 4 FLAGS \\Deleted', /\* 4 FETCH \(FLAGS \(\\Deleted/],
    [1, 'EXPUNGE', /^\* 4 EXPUNGE/],
    [2, 'FETCH 4 UID', /^\* 4 FETCH \(UID 4\)/, /EXPUNGE/],
    [2, 'SEARCH ALL', ok, /EXPUNGE/],
    [2, 'CHECK', /^\* 4 EXPUNGE/],
    [1, 'STORE 1,2 +FLAGS (\\Deleted)', ok],
    [1, 'EXPUNGE', /^\* 2 EXPUNGE\r\n\* 1 EXPUNGE/],
    [2, 'UID FETCH 3,7 UID', /\* [13] FETCH \(UID 3\)/],
    [2, 'NOOP', ok],
    [2, 'UID STORE 3 FLAGS (\\Seen)', /\* 1 FETCH \(UID 3 FLAGS \(\\Seen\)\)/],
  ],
  'sets are numbers or UIDs, in any order, and `*` is the last': [
    ...seven.slice(0, 5),
    [1, 'SELECT m', ok],
    [1, 'STORE 2 FLAGS (\\Deleted)', ok],
    [1, 'EXPUNGE', /\* 2 EXPUNGE/],
    [1, 'FETCH 3:1 UID', /^\* 1 FETCH \(UID 1\)\r\n\* 2 FETCH \(UID 3\)\r\n\* 3 FETCH \(UID 4\)\r\n/],
    [1, 'FETCH *:4 UID', /^\* 4 FETCH \(UID 5\)\r\n\S+ OK/],
    [1, 'UID FETCH 6:* UID', /^\* 4 FETCH \(UID 5\)\r\n\S+ OK/],
    [1, 'UID FETCH 2 UID', /^\S+ OK/],
    [1, 'UID FETCH 1,* UID', /^\* 1 FETCH \(UID 1\)\r\n\* 4 FETCH \(UID 5\)/],
    [1, 'SEARCH 1:2,4', /SEARCH 1 2 4\r/],
    [1, 'SEARCH UID 4:2', /SEARCH 2 3\r/],
    [1, 'SEARCH 1:3 NOT UID 3', /SEARCH 1 3\r/],
    [1, 'SEARCH OR 1 UID 3', /SEARCH 1 2\r/],
    [1, 'SEARCH 5:*', /SEARCH 4\r/],
    [1, 'SEARCH *:2', /SEARCH 2 3 4\r/],
    [1, 'SEARCH UID 900:*', /SEARCH 4\r/],
  ],
  'ESEARCH says what was asked for, and no more': [
    ...seven,
    [1, 'SELECT m', ok],
    [1, 'STORE 4 +FLAGS (\\Deleted)', ok],
    [1, 'EXPUNGE', ok],
    [1, 'SEARCH RETURN () ALL', /ESEARCH \(TAG "t\d+"\) ALL 1:6\r/],
    [1, 'UID SEARCH RETURN (ALL) ALL', /\) UID ALL 1:3,5:7\r/],
    [1, 'SEARCH RETURN (MIN) ALL', /\) MIN 1\r/],
    [1, 'SEARCH RETURN (MAX COUNT) ALL', /\) MAX 6 COUNT 6\r/],
    [1, 'SEARCH RETURN () 1000', /ESEARCH \(TAG "t\d+"\)\r/],
    [1, 'UID SEARCH RETURN (MIN) 1000', /\) UID\r/],
    [1, 'UID SEARCH RETURN (COUNT) 1000', /\) UID COUNT 0\r/],
  ],
  'CONDSTORE begins with the newest change, and ESEARCH tells the modseq of what it tells': [
    ...seven.slice(0, 4),
    [1, 'SELECT m', ok],
    [1, 'FETCH 1 MODSEQ', /^\* OK \[HIGHESTMODSEQ \d+\][^\r]*\r\n\* 1 FETCH \(MODSEQ \(\d+\)\)/],
    [1, 'STORE 1 +FLAGS (\\Seen)', /MODSEQ \(6\)/],
    [1, 'STORE 3 +FLAGS (\\Seen)', /MODSEQ \(7\)/],
    [1, 'STORE 2 +FLAGS (\\Seen)', /MODSEQ \(8\)/],
    [1, 'SEARCH RETURN (MIN) 1:3 MODSEQ "/flags/\\\\seen" all 1', /\) MIN 1 MODSEQ 6\r/],
    [1, 'SEARCH RETURN (MAX) 1:3 MODSEQ 1', /\) MAX 3 MODSEQ 7\r/],
    [1, 'SEARCH RETURN () 1:3 MODSEQ 1', /\) ALL 1:3 MODSEQ 8\r/],
    [1, 'SEARCH RETURN (MIN MAX) 2:3 MODSEQ 1', /\) MIN 2 MAX 3 MODSEQ 8\r/],
    [1, 'SEARCH RETURN (ALL) 2:3 MODSEQ 9', /ESEARCH \(TAG "t\d+"\)\r/],
    [1, 'SEARCH MODSEQ 8', /\* SEARCH 2 \(MODSEQ 8\)\r/],
  ],
  'folders are listed by patterns, with those above them': [
    [1, 'CREATE m/', / NO \[ALREADYEXISTS\]/],
    [1, 'CREATE m/one', ok],
    [2, 'CREATE m/two/', ok],
    [2, 'CREATE m/three/four/five', ok],
    [1, 'LIST "" m/%', /m\/one\r[\s\S]*m\/two\r[\s\S]*\(\\NonExistent \\Noselect \\HasChildren\) "\/" m\/three\r/, /four/],
    [1, 'LIST "" m/%/%', /\\NonExistent \\Noselect \\HasChildren\) "\/" m\/three\/four\r/, /five|two/],
    [1, 'LIST m/ *', /m\/one\r[\s\S]*m\/three\/four\/five\r/],
    [1, 'LIST "" m/*four', /m\/three\/four\r/, /five/],
    [1, 'LIST "" (m/three m/three/four/five)', /m\/three\/four\/five\r/, /m\/three\r/],
    [1, 'LIST "" inbox', /\* LIST \(\S+\) "\/" INBOX\r/],
    [1, 'LIST "" NIL', /^\S+ OK/],
    [2, 'DELETE m/two', ok],
    [1, 'LIST "" *', ok, /two/],
  ],
  'what is subscribed to is kept apart from what there is': [
    [1, 'CREATE m/a', ok],
    [1, 'CREATE m/b/c', ok],
    [1, 'CREATE m/d', ok],
    [1, 'SUBSCRIBE m/a', ok],
    [1, 'SUBSCRIBE m/b/c', ok],
    [1, 'SUBSCRIBE m/d', ok],
    [1, 'DELETE m/d', ok],
    [
      2,
      'LSUB "" m/%',
      /LSUB \(\\HasNoChildren\) "\/" m\/a\r[\s\S]*LSUB \(\\Noselect \\HasChildren\) "\/" m\/b\r/,
      / m\r|m\/b\/c/,
    ],
    [2, 'LSUB "" *c', /LSUB \(\\HasNoChildren\) "\/" m\/b\/c\r/, /m\/a/],
    [2, 'LIST (SUBSCRIBED) "" m/*', /\(\\NonExistent \\HasNoChildren \\Subscribed\) "\/" m\/d\r/, / m\r| m\/b\r/],
    [
      2,
      'LIST (SUBSCRIBED RECURSIVEMATCH) "" m/b% RETURN (CHILDREN)',
      /\(\\NonExistent \\HasChildren\) "\/" m\/b \("CHILDINFO" \("SUBSCRIBED"\)\)\r/,
      /m\/b\/c/,
    ],
    [2, 'LIST (SUBSCRIBED RECURSIVEMATCH) "" (m/b m/b/c)', /\\Subscribed\) "\/" m\/b\/c\r/, /CHILDINFO/],
    [2, 'LIST "" m/% RETURN (CHILDREN SUBSCRIBED)', /\\Subscribed\) "\/" m\/a\r[\s\S]*\\HasChildren\) "\/" m\/b\r/, /m\/d/],
    [2, 'LIST (REMOTE) "" INBOX', /INBOX/],
    [2, 'LIST (RECURSIVEMATCH) "" m', / BAD /],
    [2, 'LIST (RECURSIVEMATCH REMOTE) "" m', / BAD /],
    [2, 'LIST (WRONG) "" m', / BAD /],
    [2, 'LIST "" m RETURN (WRONG)', / BAD /],
    [1, 'UNSUBSCRIBE m/a', ok],
    [1, 'UNSUBSCRIBE m/d', ok],
    [1, 'UNSUBSCRIBE Trash', ok],
    [2, 'LSUB "" *', /m\/b\/c/, /m\/a|m\/d|Trash/],
    [1, 'SUBSCRIBE Trash', ok],
    [2, 'LSUB "" *', /Trash/],
  ],
  'a mail in a mail in a mail has parts all the way down': [
    [1, put(nested), ok],
    [1, put(digest), ok],
    [1, 'SELECT m', ok],
    [1, 'FETCH 1 BODY.PEEK[1.HEADER]', /\{\d+\}\r\nSubject: outer\r\nContent-Type: message\/rfc822\r\n\r\n\)/],
    [1, 'FETCH 1 BODY.PEEK[1.1]', /\{\d+\}\r\nSubject: inner\r\n\r\nHello\r\n\)/],
    [1, 'FETCH 1 BODY.PEEK[1.1.HEADER]', /\{18\}\r\nSubject: inner\r\n\r\n\)/],
    [1, 'FETCH 1 BODY.PEEK[1.1.1]', /\{7\}\r\nHello\r\n\)/],
    [1, 'FETCH 1 BODY.PEEK[1.1.TEXT]', /\{7\}\r\nHello\r\n\)/],
    [1, 'FETCH 1 BODY.PEEK[1.TEXT]', /\{25\}\r\nSubject: inner\r\n\r\nHello\r\n\)/],
    [1, 'FETCH 2 BODY.PEEK[1.MIME]', /\{2\}\r\n\r\n\)/],
    [1, 'FETCH 2 BODY.PEEK[1.TEXT]', /\{7\}\r\nfirst\r\n\)/],
    [1, 'FETCH 2 BODY.PEEK[2.MIME]', /\{13\}\r\nX-Part: 2\r\n\r\n\)/],
    [1, 'FETCH 2 BODY.PEEK[2.HEADER.FIELDS (from x)]', /\{26\}\r\nFrom: two@acme\.example\r\n\r\n\)/],
    [1, 'FETCH 2 BODY', /\("MESSAGE" "RFC822"[^\r]*"DIGEST"\)/],
  ],
  'octets with NUL come as they are, in parts too': [
    [1, `APPEND m ~{${binary.length}+}\r\n${binary}`, ok],
    [1, 'SELECT m', ok],
    [1, 'FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])', /BINARY\.SIZE\[1\] 7 BINARY\[1\] ~\{7\}\r\nabc\0def\)/],
    [1, 'FETCH 1 BINARY.PEEK[1]<0.3>', /BINARY\[1\]<0> \{3\}\r\nabc\)/],
    [1, 'FETCH 1 BINARY.PEEK[1]<4>', /BINARY\[1\]<4> \{3\}\r\ndef\)/],
    [1, `FETCH 1 BINARY.SIZE[]`, /BINARY\.SIZE\[\] \d+\)/],
    [1, 'FETCH 1 BODY.PEEK[TEXT]<3.4>', /BODY\[TEXT\]<3> \{4\}\r\njAGR\)/],
    [1, 'FETCH 1 RFC822.TEXT', /FLAGS \([^)]*\\Seen[^)]*\) RFC822\.TEXT \{/],
  ],
  'addresses are told and found as what they mean': [
    [1, put(addresses), ok],
    [1, 'SELECT m', ok],
    [
      1,
      'FETCH 1 ENVELOPE',
      /\(\(NIL NIL "ann" "acme\.example"\)\) \(\(NIL NIL "ann" "acme\.example"\)\)[^\r]*\(\(NIL NIL "friends" NIL\)\(NIL NIL "bob" "acme\.example"\)\(NIL "@route" "carl" "acme\.example"\)\(NIL NIL NIL NIL\)\) \(\("Dora D" NIL "dora" "acme\.example"\)\)/,
    ],
    [1, 'SEARCH FROM ann@acme.example', /SEARCH 1\r/],
    [1, 'SEARCH TO friends', /SEARCH 1\r/],
    [1, 'SEARCH TO carl', /SEARCH 1\r/],
    [1, 'SEARCH CC "Dora D"', /SEARCH 1\r/],
    [1, 'SEARCH HEADER Sender ""', /SEARCH 1\r/],
    [1, 'SEARCH HEADER Bcc ""', /SEARCH\r/],
    [1, 'SEARCH NOT HEADER Bcc ""', /SEARCH 1\r/],
    [1, 'SEARCH SUBJECT NIL', /SEARCH\r/],
  ],
  'two do not overwrite what the other has set': [
    ...seven.slice(0, 2),
    [1, 'SELECT m', ok],
    [2, 'SELECT m', ok],
    [1, 'STORE 1:2 FLAGS (\\Seen)', ok],
    [2, 'CHECK', /\* 1 FETCH[^\r]*\\Seen[\s\S]*\* 2 FETCH/],
    [1, 'STORE 1 +FLAGS (\\Draft $k)', ok],
    [2, 'STORE 1 -FLAGS \\Seen', ok],
    [1, 'CHECK', ok],
    [1, 'FETCH 1 FLAGS', /FLAGS \((\$k \\Draft|\\Draft \$k) \\Recent\)/],
    [2, 'CHECK', ok],
    [2, 'SEARCH KEYWORD $k UNSEEN', /SEARCH 1\r/],
    [2, 'SEARCH UNKEYWORD $k', /SEARCH 2\r/],
  ],
}

describe('several connections', () => {
  for (const [title, rows] of Object.entries(scripts)) {
    test(title, async () => {
      const box = await newBox()
      const clients = await Promise.all([1, 2, 3].map(() => ImapClient.open(readers.imapPort, box)))
      await clients[0]?.ask('CREATE m')
      for (const [who, command, answer, not] of rows) {
        const said = (await clients[who - 1]?.say(command)) ?? ''
        assert.match(said, answer, `${who}: ${command}`)
        if (not) assert.doesNotMatch(said.replace(/\S+ OK [^\r]*\r\n$/, ''), not, `${who}: ${command}`)
      }
      for (const client of clients) client.close()
    })
  }
})
