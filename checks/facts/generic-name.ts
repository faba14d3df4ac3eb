import { readIp } from '../records/ip.ts'

const dynamicLabel =
  /(?:^|[.-])(?:pool|dyn(?:amic)?|x?dsl|adsl|dhcp|cable|ppp(?:oe)?|dial-?up|dial-?in|broadband|customer|dip)(?:\d*)(?:[.-]|$)/

/** Does this name look like one that every address of a network gets: a home connection's, or made of the address itself? */
export function isGenericName(name: string, ip: string): boolean {
  return dynamicLabel.test(name) || holdsAddress(name, ip)
}

/** All four octets, decimal or hex, dotted, dashed or glued, in either order. */
function holdsAddress(name: string, ip: string): boolean {
  const octets = readIp(ip).toByteArray()
  if (octets.length !== 4) return name.replace(/[.-]/g, '').includes(Buffer.from(octets).toString('hex').slice(0, 24))
  return [octets, octets.toReversed()].some((order) => {
    const hex = Buffer.from(order).toString('hex')
    if (!name.includes(hex) && !order.every((octet) => name.includes(String(octet)))) return false
    const padded = order.map((octet) => `0{0,2}${octet}`).join('[.-]')
    const glued = order.map((octet) => String(octet).padStart(3, '0')).join('')
    return (
      new RegExp(`(?<!\\d)${padded}(?!\\d)`).test(name) ||
      name.includes(glued) ||
      new RegExp(`(?<![0-9a-f])${hex}(?![0-9a-f])`).test(name)
    )
  })
}
