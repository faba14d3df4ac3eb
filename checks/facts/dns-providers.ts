/** Who runs a name server, by the end of its name. Only services for the public are here. Ends match on label boundaries. */

const providers: [name: string, ...ends: string[]][] = [
  ['Cloudflare', 'ns.cloudflare.com'],
  ['Amazon Route 53', 'awsdns.com', 'awsdns.net', 'awsdns.org', 'awsdns.co.uk'],
  ['Google Cloud DNS', 'googledomains.com'],
  ['Azure DNS', 'azure-dns.com', 'azure-dns.net', 'azure-dns.org', 'azure-dns.info'],
  ['NS1', 'nsone.net'],
  ['Akamai', 'akam.net', 'akamai.com', 'linode.com'],
  ['UltraDNS', 'ultradns.com', 'ultradns.net', 'ultradns.org', 'ultradns.biz', 'ultradns.info', 'ultradns.co.uk'],
  ['DNS Made Easy', 'dnsmadeeasy.com'],
  ['DNSimple', 'dnsimple.com', 'dnsimple-edge.net', 'dnsimple-edge.org'],
  ['ClouDNS', 'cloudns.net'],
  ['Hurricane Electric', 'he.net'],
  ['deSEC', 'desec.io', 'desec.org'],
  ['DigitalOcean', 'digitalocean.com'],
  ['Hetzner', 'ns.hetzner.com', 'ns.hetzner.de', 'first-ns.de', 'second-ns.com', 'second-ns.de'],
  ['Vercel', 'vercel-dns.com'],
  ['GoDaddy', 'domaincontrol.com'],
  ['Namecheap', 'registrar-servers.com'],
  ['Porkbun', 'ns.porkbun.com'],
  ['Squarespace', 'squarespacedns.com'],
  ['Wix', 'wixdns.net'],
  ['Hostinger', 'dns-parking.com'],
  ['Gandi', 'gandi.net'],
  ['OVH', 'ovh.net', 'ovh.ca', 'anycast.me'],
  ['IONOS', 'ui-dns.com', 'ui-dns.org', 'ui-dns.de', 'ui-dns.biz'],
  ['Strato', 'rzone.de'],
  ['INWX', 'inwx.de', 'inwx.eu', 'inwx.net', 'inwx.com'],
  ['Infomaniak', 'infomaniak.ch', 'infomaniak.com'],
  ['Rackspace', 'rackspace.com'],
  ['Yandex', 'yandexcloud.net', 'yandex.net'],
]

const byEnd = new Map(providers.flatMap(([name, ...ends]) => ends.map((end) => [end, name] as const)))

/** The service that runs the name server of this name (lower case, no final dot), when it is a well-known one. */
export function providerOfNameServer(name: string): string | undefined {
  // Amazon's names hold a number: ns-12.awsdns-34.com.
  const labels = name.replace(/(?<=(?:^|\.)awsdns)-\d+(?=\.)/, '').split('.')
  const ends = labels.map((_, from) => labels.slice(from).join('.'))
  return ends.map((end) => byEnd.get(end)).find((provider) => provider !== undefined)
}
