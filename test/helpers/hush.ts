/** A world in which some questions find silence instead of their answer. */
import { type Silence, Unreachable } from '#checks/net.ts'
import type { Ask } from '#net/dns.ts'
import type { Outside } from '#net/window.ts'

/**
 * Which questions are silent, and how. The key is `name TYPE` to the resolver, with ` cd` after it when it shall not validate; `address: name
 * TYPE` and the options to one server; a URL; or `host:25` and the offer.
 */
export type Hush = (key: string) => Silence | undefined

/** The same world with these silences in it. */
export function hushed(ask: Ask, outside: Outside, hush: Hush): { ask: Ask; outside: Outside } {
  const listen = (key: string, target: string, over: 'dns' | 'https' | 'smtp') => {
    const silence = hush(key)
    if (silence) throw new Unreachable(target, silence, 'hushed', over)
  }
  return {
    ask: async (question, leftMs) => {
      const target = `${question.name} ${question.type}`
      listen(`${target}${question.unchecked ? ' cd' : ''}`, target, 'dns')
      return await ask(question, leftMs)
    },
    outside: {
      ...outside,
      async askServer(server, question, options, leftMs) {
        const silence = hush(`${server.address}: ${question.name} ${question.type} ${JSON.stringify(options)}`)
        if (silence) return { outcome: { silence }, over: options.tcp ? 'tcp' : 'udp', truncated: false }
        return await outside.askServer(server, question, options, leftMs)
      },
      async transfer(server, zone, leftMs) {
        if (hush(`${server.address}: ${zone} AXFR`)) return { outcome: 'timeout', records: 0 }
        return await outside.transfer(server, zone, leftMs)
      },
      async get(url, options, dns, leftMs) {
        listen(url, url, 'https')
        return await outside.get(url, options, dns, leftMs)
      },
      async look(host, address, options, dns, leftMs) {
        listen(`${host}:25 ${address} ${JSON.stringify(options)}`, `${host}:25`, 'smtp')
        return await outside.look(host, address, options, dns, leftMs)
      },
    },
  }
}
