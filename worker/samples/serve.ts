import { startNameServer } from '#net/name-server.ts'
import { stubZone } from '#net/open.ts'
import { suffixes, zone } from './zone.ts'

/** Answers questions about the sample senders for this process, on a loopback port of its own. */
export async function serveSamples(): Promise<{ close(): Promise<void> }> {
  const server = await startNameServer(zone)
  const forget = stubZone(suffixes, server.address)
  return {
    async close() {
      forget()
      await server.close()
    },
  }
}
