/** How the address becomes the bounce address of mails. */
import { Copy } from '../ui/copy.tsx'

export function ReturnPathHelp({ email }: { email: string }) {
  const at = email.lastIndexOf('@')
  const labelled = `${email.slice(0, at)}+user=example.com${email.slice(at)}`
  return (
    <section aria-labelledby="return-path">
      <h2 id="return-path" className="font-semibold">
        Use as Return-Path
      </h2>
      <p className="mt-1 text-[0.95rem] text-muted">
        Send your mails with this address as their bounce address, and what comes back is read, named and charted. With the
        recipient in a label (VERP) every bounce says whom it is about, even one that names nobody; for user@example.com:
      </p>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 text-[0.95rem]">
        <bdi className="value min-w-0 [overflow-wrap:anywhere]">{labelled}</bdi>
        <Copy text={labelled} what="the bounce address of a recipient" />
      </p>
    </section>
  )
}
