/** Words of the field and their meaning in two sentences. Longer words first, so that "DMARC" is not found inside a longer one. */
export const terms: Record<string, string> = {
  'Return-Path':
    'The bounce address: where the receiving server sends the mail back if it cannot deliver. Readers do not see it.',
  'MAIL FROM': 'The bounce address, as the sending server gives it before the mail. Readers do not see it.',
  'List-Unsubscribe':
    'A header line that lets the mail program show its own unsubscribe button. Gmail and Yahoo ask bulk senders for it.',
  'Message-ID': 'A name that no other mail in the world has. Replies and duplicates are recognised by it.',
  'MTA-STS':
    'A rule that makes encryption on the way to a domain compulsory. Without it, somebody on the line can switch encryption off.',
  STARTTLS: 'The command with which a sending server asks for encryption. What follows cannot be read on the way.',
  DMARC:
    "The domain's rule: a DNS record that says what to do with mail that claims the domain and cannot prove it. Proof is SPF or a signature for that domain.",
  DKIM: 'The signature: a seal on the mail that shows which domain vouches for it. It breaks when somebody changes the mail.',
  SPF: 'The list of permitted servers: a DNS record in which a domain names the servers that may send for it. It is looked up for the bounce address, not for the From address.',
  ARC: "The forwarder's note: a signed statement of what a forwarder saw before it changed the mail. Receivers may believe it or not.",
  alignment:
    'Proof for the right domain. SPF or the signature must stand for the domain in the From address, not only for the service that sent it.',
  PTR: 'The name of an address: a DNS record kept by whoever rents out the address. Large receivers refuse mail from addresses without one.',
  FCrDNS:
    'The name confirmed both ways: the address has a name, and the name leads back to the address. Large receivers ask for both.',
  HELO: 'The name the server gave: the first thing a sending server says about itself. It should be a real name that leads back to the server.',
  EHLO: 'The name the server gave: the first thing a sending server says about itself. It should be a real name that leads back to the server.',
  MX: "The domain's mail servers: a DNS record that says where mail for the domain goes. Without one there may be no place for replies and bounces.",
  TLS: 'Encryption on the way from server to server. It protects the mail from being read on the line, not on the servers.',
  selector: "The name of one signing key of a domain. It says where in the domain's DNS the public half of the key stands.",
  softfail:
    '"Probably not permitted": the list of permitted servers does not name this server, but does not forbid it either. Many receivers treat such mail with suspicion.',
  permerror: '"The record cannot be read": receivers give up on it. To them it is as good as absent, or worse.',
}
