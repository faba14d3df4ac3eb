/** What a POP3 command is answered. */

export interface Answer {
  ok: boolean
  text: string
  /** What follows up to the dot, ready to be sent: with dots doubled, and its lines ended. */
  more?: string | Buffer
  closes?: true
  /** To do when it was sent. */
  afterwards?(): Promise<void>
}

export const ok = (text: string, more?: string | Buffer): Answer => ({ ok: true, text, ...(more === undefined ? {} : { more }) })
export const no = (text: string): Answer => ({ ok: false, text })
