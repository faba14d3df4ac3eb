/**
 * Files in mail by the ending of their name: those that large receivers refuse, and those that make filters careful. As of November 2026:
 * Gmail's page "File types blocked in Gmail" (support.google.com/mail/answer/6590) and Microsoft's "Blocked attachments in Outlook".
 */

const gmail = new Set([
  ...[
    'ade',
    'adp',
    'apk',
    'appx',
    'appxbundle',
    'bat',
    'cab',
    'chm',
    'cmd',
    'com',
    'cpl',
    'diagcab',
    'diagcfg',
    'diagpkg',
    'dll',
  ],
  ...[
    'dmg',
    'ex',
    'ex_',
    'exe',
    'hta',
    'img',
    'ins',
    'iso',
    'isp',
    'jar',
    'jnlp',
    'js',
    'jse',
    'lib',
    'lnk',
    'mde',
    'mjs',
    'msc',
  ],
  ...[
    'msi',
    'msix',
    'msixbundle',
    'msp',
    'mst',
    'nsh',
    'pif',
    'ps1',
    'scr',
    'sct',
    'shb',
    'sys',
    'vb',
    'vbe',
    'vbs',
    'vhd',
    'vxd',
  ],
  ...['wsc', 'wsf', 'wsh', 'xll'],
])

const outlook = new Set([
  ...[
    'ade',
    'adp',
    'app',
    'application',
    'appref-ms',
    'asp',
    'aspx',
    'asx',
    'bas',
    'bat',
    'bgi',
    'cab',
    'cer',
    'chm',
    'cmd',
    'cnt',
  ],
  ...[
    'com',
    'cpl',
    'crt',
    'csh',
    'der',
    'diagcab',
    'exe',
    'fxp',
    'gadget',
    'grp',
    'hlp',
    'hpj',
    'hta',
    'htc',
    'inf',
    'ins',
    'iso',
  ],
  ...[
    'isp',
    'its',
    'jar',
    'jnlp',
    'js',
    'jse',
    'ksh',
    'lnk',
    'mad',
    'maf',
    'mag',
    'mam',
    'maq',
    'mar',
    'mas',
    'mat',
    'mau',
    'mav',
  ],
  ...[
    'maw',
    'mcf',
    'mda',
    'mdb',
    'mde',
    'mdt',
    'mdw',
    'mdz',
    'msc',
    'msh',
    'msh1',
    'msh2',
    'mshxml',
    'msh1xml',
    'msh2xml',
    'msi',
  ],
  ...[
    'msp',
    'mst',
    'msu',
    'ops',
    'osd',
    'pcd',
    'pif',
    'pl',
    'plg',
    'prf',
    'prg',
    'printerexport',
    'ps1',
    'ps1xml',
    'ps2',
    'ps2xml',
  ],
  ...['psc1', 'psc2', 'psd1', 'psdm1', 'pst', 'py', 'pyc', 'pyo', 'pyw', 'pyz', 'pyzw', 'reg', 'scf', 'scr', 'sct', 'shb', 'shs'],
  ...[
    'theme',
    'tmp',
    'url',
    'vb',
    'vbe',
    'vbp',
    'vbs',
    'vhd',
    'vhdx',
    'vsmacros',
    'vsw',
    'webpnp',
    'website',
    'ws',
    'wsc',
    'wsf',
  ],
  ...['wsh', 'xbap', 'xll', 'xnk'],
])

const macros = new Set(['docm', 'dotm', 'xlsm', 'xltm', 'xlsb', 'xlam', 'pptm', 'potm', 'ppsm', 'ppam', 'sldm'])
const archives = new Set([
  'zip',
  'rar',
  '7z',
  'tar',
  'gz',
  'tgz',
  'bz2',
  'tbz',
  'xz',
  'txz',
  'z',
  'arj',
  'lzh',
  'ace',
  'zst',
  'zipx',
])
const pages = new Set(['html', 'htm', 'xhtml', 'shtml', 'mht', 'mhtml', 'svg', 'svgz'])
const documents = new Set([
  ...[
    'pdf',
    'doc',
    'docx',
    'xls',
    'xlsx',
    'ppt',
    'pptx',
    'odt',
    'ods',
    'rtf',
    'txt',
    'csv',
    'jpg',
    'jpeg',
    'png',
    'gif',
    'mp3',
    'mp4',
    'wav',
  ],
])

/** The ending of a file name in lower case, without the dot; '' when there is none. Windows forgets final dots and spaces. */
export function endingOf(name: string): string {
  return /\.([^.\\/\s]{1,20})$/.exec(name.trim().replace(/[.\s]+$/, ''))?.[1]?.toLowerCase() ?? ''
}

/** Who refuses files with this ending. */
export function refusedBy(ending: string): string[] {
  return [...(gmail.has(ending) ? ['Gmail'] : []), ...(outlook.has(ending) ? ['Outlook'] : [])]
}

export type FileSort = 'macro' | 'archive' | 'page' | undefined

/** What a filter thinks of first. */
export function sortOf(ending: string): FileSort {
  if (macros.has(ending)) return 'macro'
  if (archives.has(ending)) return 'archive'
  return pages.has(ending) ? 'page' : undefined
}

/** Does a name hide what the file is: `invoice.pdf.html`, or letters turned around by a control character? */
export function isTrickName(name: string): boolean {
  if (/[\u202a-\u202e\u2066-\u2069]/.test(name)) return true
  const [, first = '', last = ''] = /\.([a-z0-9]{2,5})\s*\.([a-z0-9_]{1,6})$/i.exec(name.trim()) ?? []
  const [before, after] = [first.toLowerCase(), last.toLowerCase()]
  return documents.has(before) && (refusedBy(after).length > 0 || pages.has(after) || macros.has(after))
}
