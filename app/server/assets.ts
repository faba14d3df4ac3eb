/**
 * The files of the built browser side. They are few and read once at the start, so a request can only name what is in this list:
 * no path is ever made from a URL.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip, constants as zlib } from 'node:zlib'
import { acceptedCoding, type Coding, compressible, smallestCompressed } from './compress.ts'

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}

/** The names under /assets carry a digest of their content, so they never change. */
const forEver = 'public, max-age=31536000, immutable'
const forFiles: readonly Coding[] = ['br', 'gzip']
const anHour = 'public, max-age=3600'

interface Asset {
  contentType: string
  cacheControl: string
  etag: string
  bytes: Record<Coding, Buffer>
}

export type Assets = Map<string, Asset>

/** Reads every file below `folder`, and compresses what gains from it. Keys are URL paths: `/assets/root-x.css`. */
export async function readAssets(folder: string): Promise<Assets> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(
    (entry) => entry.isFile() && !/(^|[/\\])\./.test(relative(folder, join(entry.parentPath, entry.name))),
  )
  const assets = await Promise.all(
    files.map(async ({ parentPath, name }): Promise<[string, Asset]> => {
      const file = join(parentPath, name)
      const path = `/${relative(folder, file).split(sep).join('/')}`
      return [path, await asset(path, await readFile(file))]
    }),
  )
  return new Map(assets)
}

async function asset(path: string, identity: Buffer): Promise<Asset> {
  const contentType = contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream'
  const worth = compressible(contentType) && identity.byteLength > smallestCompressed
  const br = worth ? await promisify(brotliCompress)(identity, { params: { [zlib.BROTLI_PARAM_QUALITY]: 9 } }) : identity
  return {
    contentType,
    cacheControl: path.startsWith('/assets/') ? forEver : anHour,
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    bytes: { identity, br, gzip: worth ? await promisify(gzip)(identity, { level: 9 }) : identity },
  }
}

/** Answers with an asset when the path names one. False when it does not. */
export function sendAsset(assets: Assets, path: string, request: IncomingMessage, response: ServerResponse): boolean {
  const found = assets.get(path)
  if (!found) return false
  const coding =
    found.bytes.br === found.bytes.identity ? 'identity' : acceptedCoding(request.headers['accept-encoding'], forFiles)
  response.setHeader('Content-Type', found.contentType)
  response.setHeader('Cache-Control', found.cacheControl)
  response.setHeader('ETag', found.etag)
  response.setHeader('Vary', 'Accept-Encoding')
  if (request.headers['if-none-match'] === found.etag) {
    response.writeHead(304).end()
    return true
  }
  if (coding !== 'identity') response.setHeader('Content-Encoding', coding)
  const bytes = found.bytes[coding]
  response.setHeader('Content-Length', bytes.byteLength)
  response.writeHead(200).end(request.method === 'HEAD' ? undefined : bytes)
  return true
}
