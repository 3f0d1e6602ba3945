// An HTTP server for whatever answers a Request with a Response.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from './problems.mjs';

/** What one connection says belongs to it and not to the answer. */
const dropped = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);
const largestBody = 48 * 1024 * 1024;

/**
 * Serves until SIGTERM or SIGINT, and then what is under way.
 * @param answer takes a Request and its id and returns a Response
 * @param stop called when nothing more is served
 */
export async function serve({ host, port }, answer, stop = async () => {}) {
  const server = createServer((incoming, outgoing) => exchange(incoming, outgoing, answer));
  await new Promise((resolve, reject) => server.once('error', reject).listen({ host, port }, resolve));
  const leave = async () => {
    server.close();
    server.closeIdleConnections();
    await new Promise((resolve) => server.once('close', resolve));
    await stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, leave);
  return server.address().port;
}

async function exchange(incoming, outgoing, answer) {
  const requestID = incoming.headers['x-request-id'] || randomUUID();
  const abort = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) abort.abort();
  });
  try {
    await send(await answer(requestOf(incoming, abort.signal), requestID), outgoing, incoming.method);
  } catch (error) {
    if (outgoing.headersSent || abort.signal.aborted) return outgoing.destroy();
    console.error(error);
    await send(new Problem('MER-1201', 500, 'the request can not be served').response(requestID), outgoing, incoming.method);
  }
}

function requestOf(incoming, signal) {
  const { method, url, headersDistinct } = incoming;
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct)) for (const value of values) headers.append(name, value);
  const scheme = headers.get('x-forwarded-proto') ?? 'http';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`${scheme}://${headers.get('host') ?? 'localhost'}${url}`, {
    method, headers, signal, duplex: 'half', body: hasBody ? Readable.toWeb(incoming) : undefined,
  });
}

async function send(response, outgoing, method) {
  const headers = {};
  for (const [name, value] of response.headers) if (!dropped.has(name) && name !== 'set-cookie') headers[name] = value;
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  if (response.body === null || method === 'HEAD') {
    await response.body?.cancel();
    outgoing.writeHead(response.status, headers);
    return outgoing.end();
  }
  const reader = response.body.getReader();
  const first = await reader.read();
  const second = first.done ? first : reader.read();
  // A body that was whole from the start is sent as such, with its length.
  const early = await Promise.race([second, new Promise((resolve) => setImmediate(resolve))]);
  if (early?.done) {
    outgoing.writeHead(response.status, { ...headers, 'content-length': first.value?.length ?? 0 });
    return outgoing.end(first.value);
  }
  outgoing.writeHead(response.status, headers);
  await pipeline(Readable.from(parts(reader, first, second), { objectMode: false }), outgoing);
}

async function* parts(reader, first, second) {
  try {
    yield first.value;
    for (let part = await second; !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel();
  }
}

/** The body of a request, whole. */
export async function bodyOf(request) {
  const parts = [];
  let size = 0;
  if (request.body !== null) {
    for await (const part of request.body) {
      size += part.length;
      if (size > largestBody) {
        throw new Problem('MER-1103', 413, `the body is larger than the ${largestBody} bytes taken at a time`);
      }
      parts.push(part);
    }
  }
  return Buffer.concat(parts);
}
