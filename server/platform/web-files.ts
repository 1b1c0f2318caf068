import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

const types: Partial<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** Styles inline: the component library writes them. Images from anywhere: mail previews show what the mail will; previews run no script (sandboxed frames). */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https: http:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

interface WebFile {
  body: Buffer;
  type: string;
  etag: string;
  /** Made when first asked for. */
  encoded: Map<'br' | 'gzip', Promise<Buffer>>;
}

/** Prefixes that belong to programs: an unknown address there is an error, not the web app. */
const reserved = /^\/(api|v1|u|metrics)(\/|$)/;

/**
 * Serves the built web pages from memory: only files that were in the folder at the start can be answered, whatever the address says.
 * Any other address is the app's own and gets index.html.
 */
export async function serveWeb(instance: FastifyInstance, webDir: string, notFound: (reply: FastifyReply) => void): Promise<void> {
  const files = await readFiles(webDir);
  const handle = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const pathname = decodedPath(request.url);
    if (pathname === null || reserved.test(pathname)) return notFound(reply);
    const asked = files.get(pathname);
    if (asked === undefined && (pathname.startsWith('/assets/') || types[path.extname(pathname)] !== undefined)) return notFound(reply);
    const file = asked ?? files.get('/index.html');
    if (file === undefined) return notFound(reply);
    await answer(request, reply, file, asked !== undefined && pathname.startsWith('/assets/'));
  };
  instance.get('/*', handle);
}

async function answer(request: FastifyRequest, reply: FastifyReply, file: WebFile, immutable: boolean): Promise<void> {
  void reply.headers({
    'content-type': file.type,
    etag: file.etag,
    // Names under /assets/ carry a hash of their content.
    'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...(file.type.startsWith('text/html') ? { 'content-security-policy': contentSecurityPolicy } : {}),
  });
  if (request.headers['if-none-match'] === file.etag) return void (await reply.status(304).send());
  const encoding = /^(text|application|image\/svg)/.test(file.type) && file.body.length > 1_000 ? acceptedEncoding(request.headers['accept-encoding']) : null;
  if (encoding === null) return void (await reply.send(file.body));
  await reply.header('content-encoding', encoding).send(await encodedBody(file, encoding));
}

function acceptedEncoding(header: string | string[] | undefined): 'br' | 'gzip' | null {
  const accepted = String(header ?? '');
  return /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
}

async function encodedBody(file: WebFile, encoding: 'br' | 'gzip'): Promise<Buffer> {
  const made = file.encoded.get(encoding) ?? (encoding === 'br' ? brotli(file.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }) : gzipped(file.body));
  file.encoded.set(encoding, made);
  return await made;
}

function decodedPath(url: string): string | null {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '/');
  } catch {
    return null;
  }
}

async function readFiles(webDir: string): Promise<Map<string, WebFile>> {
  const entries = await readdir(webDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.map'));
  const read = files.map(async (entry): Promise<[string, WebFile]> => {
    const absolute = path.join(entry.parentPath, entry.name);
    const body = await readFile(absolute);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    return [
      `/${path.relative(webDir, absolute).split(path.sep).join('/')}`,
      { body, type: types[path.extname(entry.name)] ?? 'application/octet-stream', etag, encoded: new Map() },
    ];
  });
  return new Map(await Promise.all(read));
}
