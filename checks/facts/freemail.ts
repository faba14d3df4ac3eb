/** Domains where anybody can have a mailbox. Who sends with such a From does not run its DNS. */
const freemail = new Set([
  'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'yahoo.com', 'ymail.com', 'rocketmail.com', 'aol.com',
  'icloud.com', 'me.com', 'mac.com', 'gmx.net', 'gmx.de', 'gmx.com', 'gmx.at', 'gmx.ch', 'web.de', 'freenet.de', 't-online.de', 'mail.com',
  'mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'yandex.ru', 'yandex.com', 'proton.me', 'protonmail.com', 'pm.me', 'zoho.com', 'zohomail.com',
  'fastmail.com', 'hey.com', 'tutanota.com', 'tuta.com', 'qq.com', '163.com', '126.com', 'sina.com', 'naver.com', 'daum.net', 'hanmail.net',
  'orange.fr', 'wanadoo.fr', 'free.fr', 'laposte.net', 'sfr.fr', 'libero.it', 'virgilio.it', 'tiscali.it', 'wp.pl', 'o2.pl', 'onet.pl',
  'interia.pl', 'seznam.cz', 'centrum.cz', 'abv.bg', 'ukr.net', 'rediffmail.com', 'uol.com.br', 'bol.com.br', 'terra.com.br', 'comcast.net',
  'verizon.net', 'att.net', 'sbcglobal.net', 'bellsouth.net', 'cox.net', 'btinternet.com', 'sky.com', 'virginmedia.com', 'bigpond.com',
])

/** Yahoo, Hotmail, Outlook and Live have a domain in many countries: yahoo.co.uk, hotmail.fr, outlook.de. */
const inManyCountries = /^(?:yahoo|hotmail|outlook|live)\.(?:co\.|com\.)?[a-z]{2}$/

export function isFreemail(domain: string): boolean {
  return freemail.has(domain) || inManyCountries.test(domain)
}
