/** A live page as the browser keeps it open: the stream of server-sent events, and when its state says "reported". */

export interface LiveStream {
  /** Resolves when the state shows a mail with its report. */
  reported(): Promise<void>
  close(): void
}

/** Opens the stream and waits for its first state. */
export async function openLive(url: string): Promise<LiveStream> {
  const gone = new AbortController()
  const response = await fetch(url, { signal: gone.signal })
  if (!response.ok || !response.body) throw new Error(`GET /a/…/events: ${response.status}`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''

  async function until(pattern: RegExp): Promise<void> {
    for (;;) {
      const events = rest.split('\n\n')
      rest = events.pop() ?? ''
      if (events.some((event) => pattern.test(event))) return
      const { value, done } = await reader.read()
      if (done) throw new Error('The stream ended.')
      rest += value
    }
  }

  await until(/^event: state$/m)
  return {
    reported: () => until(/^event: state$[\s\S]*"status":"reported"/m),
    close: () => gone.abort(),
  }
}
