/**
 * From the SVG of a chart to a PNG, in the browser. A picture on its own knows nothing of our style sheet, so what it says of each shape is
 * written into the shape; texts stay texts, and the browser escapes them.
 */
const pixels = 2
const edge = 16
const line = 20
const svg = 'http://www.w3.org/2000/svg'
const font = 'system-ui, sans-serif'

/** What of a shape's style is drawn, as attributes. */
const written = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity'],
  ...['font-size', 'font-weight', 'text-anchor', 'visibility'],
]

/** A figure's chart with its title, unit and legend. @throws when there is no chart, or the browser cannot draw it */
export async function pictureOf(figure: HTMLElement, title: string): Promise<Blob> {
  const room = figure.querySelector<HTMLElement>('[data-drawing]')
  const drawn = room?.querySelector<SVGSVGElement>('svg')
  if (!room || !drawn) throw new Error('There is no drawing.')
  const { width, height } = drawn.getBoundingClientRect()
  const ink = getComputedStyle(figure).color
  const legend = [...room.querySelectorAll('[data-legend] li')]
  const whole = document.createElementNS(svg, 'svg')
  whole.append(
    boxOf(getComputedStyle(figure).backgroundColor),
    textOf(title, { y: edge + 14, size: 15, weight: 600, ink }),
    textOf(room.dataset.drawing ?? '', { y: edge + 34, size: 12, weight: 400, ink: getComputedStyle(room).color }),
  )
  const copy = withItsStyle(drawn)
  place(copy, { x: edge, y: edge + 44, width, height })
  whole.append(copy)
  legend.forEach((entry, index) => {
    whole.append(...entryOf(entry, edge + 44 + height + 12 + index * line, ink))
  })
  const size = { width: Math.ceil(width + 2 * edge), height: Math.ceil(edge * 2 + 52 + height + legend.length * line) }
  place(whole, { x: 0, y: 0, ...size })
  return painted(whole, size)
}

function withItsStyle(drawn: SVGElement): SVGElement {
  const copy = drawn.cloneNode(true) as SVGElement
  const [originals, copies] = [drawn, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>('*')])
  originals?.forEach((original, index) => {
    const shape = copies?.[index]
    if (!shape) return
    const style = getComputedStyle(original)
    for (const name of written) {
      const value = style.getPropertyValue(name)
      if (value) shape.setAttribute(name, value)
    }
    for (const name of ['style', 'class', 'href', 'tabindex', 'role']) shape.removeAttribute(name)
  })
  return copy
}

function entryOf(entry: Element, y: number, ink: string): SVGElement[] {
  const swatch = entry.querySelector<SVGElement>('svg')
  const text = textOf(entry.textContent?.trim() ?? '', { y: y + 12, size: 12, weight: 400, ink, x: edge + 28 })
  if (!swatch) return [text]
  const copy = withItsStyle(swatch)
  place(copy, { x: edge, y, width: 22, height: 14 })
  return [copy, text]
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

function place(element: SVGElement, box: Box): void {
  for (const [name, value] of Object.entries(box)) element.setAttribute(name, String(value))
}

function boxOf(colour: string): SVGElement {
  const box = document.createElementNS(svg, 'rect')
  box.setAttribute('width', '100%')
  box.setAttribute('height', '100%')
  box.setAttribute('fill', colour)
  return box
}

interface Lettering {
  x?: number
  y: number
  size: number
  weight: number
  ink: string
}

function textOf(text: string, { x = edge, y, size, weight, ink }: Lettering): SVGElement {
  const element = document.createElementNS(svg, 'text')
  const attributes = { x, y, 'font-size': size, 'font-weight': weight, fill: ink }
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.textContent = text
  return element
}

/** What XML has no place for, whatever it was that wrote it into a name. */
const noXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

async function painted(whole: SVGElement, { width, height }: { width: number; height: number }): Promise<Blob> {
  whole.setAttribute('font-family', font)
  const text = new XMLSerializer().serializeToString(whole).replace(noXml, '')
  const image = new Image(width, height)
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = width * pixels
  canvas.height = height * pixels
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('Nothing was painted.'))), 'image/png')
  })
}
