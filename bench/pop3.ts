/** POP3 as a client that reads one mail after the other speaks it. */
import type { Socket } from 'node:net'

const endOfMail = Buffer.from('\r\n.\r\n')

/** A client on a connected socket, logged in. `ask`: a RETR; resolves when the whole mail has come. @throws for another answer */
export async function openPop3(socket: Socket, user: string, pass: string): Promise<{ ask(command: string): Promise<void> }> {
  let begin = ''
  let end: Buffer = Buffer.alloc(0)
  let heard = (): void => {}
  socket.on('data', (chunk) => {
    if (begin.length < 4) begin += chunk.toString('latin1', 0, 4)
    end = chunk.length < 8 ? Buffer.concat([end, chunk]).subarray(-8) : chunk.subarray(-8)
    heard()
  })
  const answered = async (isEnd: () => boolean): Promise<void> => {
    while (!isEnd())
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    if (!begin.startsWith('+OK')) throw new Error(`it answered ${begin}`)
    begin = ''
    end = Buffer.alloc(0)
  }
  const isLine = (): boolean => end.at(-1) === 10
  const say = async (line: string): Promise<void> => {
    socket.write(`${line}\r\n`)
    await answered(isLine)
  }
  await answered(isLine)
  await say(`USER ${user}`)
  await say(`PASS ${pass}`)
  return {
    async ask(command) {
      socket.write(`${command}\r\n`)
      await answered(() => end.subarray(-5).equals(endOfMail))
    },
  }
}
