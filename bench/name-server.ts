/**
 * A name server in a thread of its own, as far away as asked: every datagram and every piece of a connection arrives so many milliseconds
 * later. So a scan waits for a network, and what answers it does not take its processor time.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { startNameServer } from '#net/name-server.ts'
import type { Zone } from '#net/zone.ts'
import { farDoor, laterBy } from './far.ts'

const { zone, latencyMs } = workerData as { zone: Zone; latencyMs: number }
const server = await startNameServer(zone)
const [host = '', port = ''] = server.address.split(':')
const later = laterBy(latencyMs)

const udp = createSocket('udp4')
udp.on('message', (question, peer) => {
  const behind = createSocket('udp4')
  behind.on('message', (answer) => {
    behind.close()
    later(() => udp.send(answer, peer.port, peer.address))
  })
  behind.send(question, Number(port), host)
})
const tcp = farDoor(Number(port), host, latencyMs)
// TCP first: a port that is free for it is nearly always free for UDP, but not the other way round.
tcp.listen(0, '127.0.0.1')
await once(tcp, 'listening')
const listening = (tcp.address() as AddressInfo).port
udp.bind(listening, '127.0.0.1')
await once(udp, 'listening')
parentPort?.postMessage(listening)
