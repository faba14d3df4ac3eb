/** Reads a mail from DATA to the final dot: octets only, within size, time, rate and memory. */
import type { Readable } from 'node:stream'
import type { Limits } from './limits.ts'
import type { IntakeMemory } from './memory.ts'
import { type Reply, replies } from './reply.ts'
import type { Ending } from './visit.ts'

/** Undotted octets, as the package gives them. */
export interface MailStream extends Readable {
  byteLength: number
  sizeExceeded: boolean
}

interface Reading {
  limits: Pick<Limits, 'mailBytes' | 'excessBytes' | 'dataMs' | 'dataRate' | 'dataWindowMs' | 'intakePauseMs'>
  memory: IntakeMemory
  /** Ends the connection at once. */
  cutOff(reply: Reply, ending: Ending): void
}

/** `release` gives the memory back, once the mail is stored or refused. */
export type Received = { bytes: Buffer; release(): void } | { refusal: Reply }

/** Resolves at the final dot; with null when the connection ended before. */
export function readMail(stream: MailStream, { limits, memory, cutOff }: Reading): Promise<Received | null> {
  const { promise, resolve } = Promise.withResolvers<Received | null>()
  let chunks: Buffer[] = []
  let held = 0
  let refusal: Reply | null = null
  let bytesAtWindow = 0
  let paused = false
  let pausedInWindow = false
  let stopWaiting = (): void => {}

  const total = setTimeout(() => cutOff(replies.timeout, 'timeout'), limits.dataMs)
  const window = setInterval(checkRate, limits.dataWindowMs)
  let givingUp: NodeJS.Timeout | undefined

  function release(): void {
    memory.give(held)
    held = 0
  }
  /** From here on the rest is read and forgotten. */
  function refuse(reply: Reply): void {
    refusal ??= reply
    chunks = []
    release()
  }
  function checkRate(): void {
    const slow = stream.byteLength - bytesAtWindow < (limits.dataRate * limits.dataWindowMs) / 1000
    bytesAtWindow = stream.byteLength
    // When it was we who did not read, the client is not to blame.
    if (slow && !pausedInWindow) cutOff(replies.tooSlow, 'timeout')
    pausedInWindow = paused
  }
  function wait(): void {
    paused = pausedInWindow = true
    stream.pause()
    const resume = (): void => {
      clearTimeout(givingUp)
      paused = false
      stream.resume()
    }
    stopWaiting = memory.whenFree(resume)
    givingUp = setTimeout(() => {
      stopWaiting()
      refuse(replies.noSpace)
      resume()
    }, limits.intakePauseMs)
  }
  function finish(received: Received | null): void {
    clearTimeout(total)
    clearInterval(window)
    clearTimeout(givingUp)
    stopWaiting()
    resolve(received)
  }

  stream.on('data', (chunk: Buffer) => {
    if (stream.sizeExceeded) refuse(replies.tooLarge(limits.mailBytes))
    if (refusal) {
      if (stream.byteLength > limits.mailBytes + limits.excessBytes) cutOff(refusal, 'refused')
      return
    }
    chunks.push(chunk)
    held += chunk.length
    memory.take(chunk.length)
    if (memory.full()) wait()
  })
  stream.on('end', () => {
    if (!refusal && stream.sizeExceeded) refuse(replies.tooLarge(limits.mailBytes))
    finish(refusal ? { refusal } : { bytes: Buffer.concat(chunks), release })
  })
  // The connection ended before the final dot, or was ended by us.
  stream.on('error', () => {})
  stream.on('close', () => {
    if (!stream.readableEnded) release()
    finish(null)
  })
  return promise
}
