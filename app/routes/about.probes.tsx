/** /about/probes: what a look at somebody's ports does, who it says it is, and how to have none. */
import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { probePromises } from '../probe/promises.server.ts'
import { Plain } from '../ui/frame.tsx'

export const meta: MetaFunction = () => [{ title: 'Looks at ports – Seedbed' }]

export const loader = () => probePromises()

export default function AboutProbes() {
  const { name, seconds, perHour, longest } = useLoaderData<typeof loader>()
  return (
    <Plain title="Looks at ports">
      <p>
        Somebody who uses this Seedbed asked what a mail server shows to the world. If the server is yours and you found this page
        in your log, here is what was done, and how to have it never again.
      </p>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">What is done</h2>
      <p>
        It connects to the ports of mail, one connection to each at a time: 25, 465, 587, 143, 993, 110, 995. It waits for the
        greeting, asks what the server offers (EHLO, CAPABILITY, CAPA), turns to TLS where that is offered, and says goodbye. Some
        ports are asked once more with older versions of TLS. It never signs in, and no mail is sent.
      </p>
      <p>
        Recipients, relaying, VRFY and EXPN are tried only at a server whose domain the asker has shown to be theirs, by a record
        in DNS and by the name of the address. A recipient alone also at the mail servers of a domain that was shown so. Nothing
        goes further than RCPT.
      </p>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">Who it says it is</h2>
      <p>
        In EHLO it is <bdi className="value">{name}</bdi>, in MAIL FROM <bdi className="value">probe@{name}</bdi>, and to IMAP
        servers that ask for it (ID) it gives this page.
      </p>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">How often</h2>
      <p>
        One address is looked at by one asker at a time, at most once in {seconds} seconds and {perHour} times an hour, whoever
        asks. A look ends after {longest} minutes.
      </p>
      <h2 id="opt-out" className="mt-4 text-xl font-semibold tracking-tight">
        How to have none
      </h2>
      <p>
        Publish this record at the host, or at its domain for all hosts below. It is looked up before each look, and heard at
        once:
      </p>
      <p className="exact rounded-lg bg-sunken p-3">_seedbed.example.com. IN TXT "v=seedbed1; probe=no"</p>
      <p>
        It holds for the name that was asked for, and for the name (PTR) of the address behind it. Or write to the operator of
        this Seedbed, at <bdi className="value">postmaster@{name}</bdi>, who can put domains and networks on a list
        (PROBE_OPT_OUT).
      </p>
    </Plain>
  )
}
