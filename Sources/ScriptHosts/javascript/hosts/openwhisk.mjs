// Apache OpenWhisk, as an action's container: POST /init and POST /run on port 8080.
import { randomUUID } from 'node:crypto';
import { anyDelivery, dispatch, isObject, messages } from '../deliveries.mjs';
import { Problem } from '../problems.mjs';
import { bodyOf, serve } from '../server.mjs';
import { addFields, fieldsOf, isText, valueOf } from '../texts.mjs';
import { address } from './app.mjs';

const mark = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';

/** Messages of the feed of Kafka, or anything else. */
export function read(parameters) {
  const list = parameters.messages;
  const topic = list?.[0]?.topic;
  if (!Array.isArray(list) || topic === undefined || !list.every((message) => message?.topic === topic)) {
    return anyDelivery(parameters);
  }
  return messages(list.map(({ partition, offset, value }) => ({
    id: [partition, offset].filter((part) => part !== undefined).join('/') || randomUUID(),
    body: typeof value === 'string' ? value : JSON.stringify(value ?? ''),
  })), topic);
}

/** A request as a web action gets it, best a raw one; what was taken apart into parameters is put together again. */
function requestOf(parameters) {
  const { __ow_method: name, __ow_headers: fields = {}, __ow_path: path = '', __ow_query: ownQuery, __ow_body: content } = parameters;
  const method = name.toUpperCase();
  const headers = new Headers();
  addFields(headers, Object.entries(fields));
  const hasBody = !['GET', 'HEAD'].includes(method);
  const rest = Object.entries(parameters).filter(([name]) => !name.startsWith('__ow_'));
  let [query, body] = [ownQuery ?? '', undefined];
  if (content) {
    body = isText(headers.get('content-type') ?? '') ? content : Buffer.from(content, 'base64');
  } else if (ownQuery === undefined && content === undefined) {
    if (!hasBody || method === 'DELETE') {
      const text = (value) => encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value));
      query = rest.map(([name, value]) => `${encodeURIComponent(name)}=${text(value)}`).join('&');
    } else if (rest.length > 0) {
      body = JSON.stringify(Object.fromEntries(rest));
      headers.set('content-type', 'application/json');
    }
  }
  const scheme = headers.get('x-forwarded-proto') ?? 'https';
  const target = `${scheme}://${headers.get('host') ?? 'localhost'}${path || '/'}${query ? `?${query}` : ''}`;
  return new Request(target, { method, headers, body: hasBody ? body : undefined });
}

async function answerOf(response, method) {
  const bytes = method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type');
  const asText = type === null ? bytes.length === 0 : isText(type) && !response.headers.has('content-encoding');
  const headers = {};
  for (const [name, value] of fieldsOf(response.headers)) {
    headers[name] = name in headers ? [headers[name], value].flat() : value;
  }
  return { statusCode: response.status, headers, body: bytes.toString(asText ? 'utf8' : 'base64') };
}

async function activate(service, { value, deadline, activation_id: id = randomUUID() }) {
  const left = deadline === undefined ? Infinity : deadline - Date.now();
  const limit = left - Math.min(100, left / 10);
  if (typeof value.__ow_method === 'string') {
    const request = requestOf(value);
    const requestID = request.headers.get('x-request-id') ?? id;
    return answerOf(await service.fetch(request, requestID, limit), request.method);
  }
  const { value: result, problem } = await dispatch(service, read(value), { requestID: id, limit });
  if (problem) throw problem;
  const found = await valueOf(result);
  if (found === undefined) return {};
  return typeof found === 'object' && found !== null ? found : { result: found };
}

export async function run(service) {
  let isInitialized = false;
  const answer = (status, document) => {
    // Whoever reads the logs waits for the marks once it has the answer.
    console.log(mark);
    console.error(mark);
    return Response.json(document, { status });
  };
  await serve(address(['__OW_PORT']), async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'POST' || !['/init', '/run'].includes(pathname)) {
      const asked = `${request.method} ${pathname}`;
      return Response.json({ error: `OpenWhisk asks for POST /init and POST /run, not for ${asked}` }, { status: 404 });
    }
    let message;
    try {
      message = JSON.parse((await bodyOf(request)).toString());
    } catch {
      return answer(502, { error: "what was posted can't be read: it is no JSON" });
    }
    if (pathname === '/init') {
      if (isInitialized) return answer(403, { error: 'the action has been initialised before' });
      isInitialized = true;
      // Handlers were given their environment at the start; what comes with the action is added to it.
      for (const { env } of service.functions.values()) Object.assign(env, message?.value?.env);
      return Response.json({ ok: true });
    }
    if (!isObject(message?.value)) {
      return answer(502, { error: "the activation can't be read: it is no JSON object with the member 'value'" });
    }
    isInitialized = true;
    try {
      return answer(200, await activate(service, message));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return answer(200, { error: `${error.code}: ${error.message}` });
    }
  }, () => service.settled());
}
