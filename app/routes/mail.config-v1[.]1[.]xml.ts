/** The same document as under /.well-known, where Thunderbird looks on a host named autoconfig. */
export { loader } from './[.]well-known.autoconfig.mail.config-v1[.]1[.]xml.ts'
