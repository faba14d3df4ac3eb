/** The table of contents of a mail host's report. */
import type { Check } from './check.ts'
import { clientAutoconfig } from './ports/client-autoconfig.ts'
import { egress25 } from './ports/egress-25.ts'
import { mailCertPorts } from './ports/mail-cert-ports.ts'
import { mailTlsPorts } from './ports/mail-tls-ports.ts'
import { port110 } from './ports/port-110.ts'
import { port143 } from './ports/port-143.ts'
import { port25 } from './ports/port-25.ts'
import { port465 } from './ports/port-465.ts'
import { port587 } from './ports/port-587.ts'
import { port993 } from './ports/port-993.ts'
import { port995 } from './ports/port-995.ts'
import { smtpAuthPlain } from './ports/smtp-auth-plain.ts'
import { smtpBannerName } from './ports/smtp-banner-name.ts'
import { smtpBanner } from './ports/smtp-banner.ts'
import { smtpEhlo } from './ports/smtp-ehlo.ts'
import { smtpGreylisting } from './ports/smtp-greylisting.ts'
import { smtpNullSender } from './ports/smtp-null-sender.ts'
import { smtpOpenRelay } from './ports/smtp-open-relay.ts'
import { smtpRecipientProbe } from './ports/smtp-recipient-probe.ts'
import { smtpResponseTime } from './ports/smtp-response-time.ts'
import { smtpSmuggling } from './ports/smtp-smuggling.ts'
import { smtpVrfy } from './ports/smtp-vrfy.ts'
import type { ProbedHost } from './subject.ts'

/** `ports`: those a check is about; it is asked where one of them was looked at. */
export const portChecks: { ports: readonly number[]; check: Check<ProbedHost> }[] = [
  { ports: [25], check: egress25 },
  { ports: [25], check: port25 },
  { ports: [587], check: port587 },
  { ports: [465], check: port465 },
  { ports: [143], check: port143 },
  { ports: [993], check: port993 },
  { ports: [110], check: port110 },
  { ports: [995], check: port995 },
  { ports: [25], check: smtpBanner },
  { ports: [25], check: smtpBannerName },
  { ports: [25], check: smtpResponseTime },
  { ports: [25], check: smtpEhlo },
  { ports: [25, 465, 587], check: smtpAuthPlain },
  { ports: [25], check: smtpOpenRelay },
  { ports: [25], check: smtpVrfy },
  { ports: [25], check: smtpRecipientProbe },
  { ports: [25], check: smtpNullSender },
  { ports: [25], check: smtpGreylisting },
  { ports: [25], check: smtpSmuggling },
  { ports: [143, 465, 587, 993, 995, 110], check: mailCertPorts },
  { ports: [143, 465, 587, 993, 995, 110], check: mailTlsPorts },
  { ports: [143, 465, 587, 993, 995, 110], check: clientAutoconfig },
]
