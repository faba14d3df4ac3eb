import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import type { TestMail } from '../subject.ts'

const MiB = 1024 * 1024

/** Is the mail small enough for everybody? */
export const messageSize: Check<TestMail> = {
  id: 'message-size',
  title: 'Size of the mail',
  reference: 'RFC 1870 §6',

  async run({ raw }) {
    const size = raw.byteLength
    const evidence = [{ where: 'the mail as transmitted', what: `${size} bytes` }]
    const mib = Math.round((size / MiB) * 10) / 10
    if (size > 20 * MiB)
      return fail('oversized', { evidence, explanation: say`The mail has ${mib} MiB, more than many receivers take.`, fix })
    if (size >= 5 * MiB) return warn('large', { evidence, explanation: say`The mail has ${mib} MiB.`, fix })
    const small = size < 100 * 1024 ? say`${Math.ceil(size / 1024)} KiB` : say`${mib} MiB`
    return pass('small', { evidence, explanation: say`The mail has ${small}.` })
  },
}

const fix: Fix = {
  who: 'message',
  say: say`Put the files on a web server and link to them.`,
  why: say`Gmail takes 25 MB, many company servers 10, and encoding makes a file larger by a third.`,
}
