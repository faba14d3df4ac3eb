import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js'
import { keptByText } from './kept.ts'

/** An address; an IPv4 address in IPv6 form (RFC 4291 §2.5.5.2) is one of IPv4. @throws {Error} when it is none */
export const readIp: (text: string) => IPv4 | IPv6 = keptByText((text) => ipaddr.process(text), { most: 500, longest: 50 })

/** Is this text an address, also in old forms such as `127.1`? */
export const isAddress: (text: string) => boolean = keptByText((text) => ipaddr.isValid(text), { most: 500, longest: 50 })
