// Azure Functions, as a custom handler: requests that it forwards as they came, and for every other trigger a POST to
// /NAME of the function with `{"Data": {BINDING: …}, "Metadata": {…}}`.
import { dispatch, event, events, isObject, messages, parsed, structured, timer } from '../deliveries.mjs';
import { Problem } from '../problems.mjs';
import { bodyOf, serve } from '../server.mjs';
import { valueOf } from '../texts.mjs';
import { address } from './app.mjs';

/** What stands before the routes of functions unless `host.json` says otherwise. */
const prefix = '/api';
const malformed = (reason) => new Problem('MER-1343', 400, `the payload of the Functions host can't be read: ${reason}`);
const text = (value) => typeof value === 'string' ? value : JSON.stringify(value);

/** What is to be done, by the function's own trigger; the bindings may have any name. */
export function read({ Data: data, Metadata: metadata = {} }, { name, triggers }) {
  if (!isObject(data)) throw malformed("it has no object 'Data'");
  const [value] = Object.values(data);
  if (value === undefined) throw malformed("'Data' has no binding");
  for (const trigger of triggers) {
    switch (trigger.kind) {
      case 'timer': return timer(parsed(metadata.sys?.UtcNow ?? 'null') ?? undefined, undefined, [name], name);
      case 'queue': return queued(value, metadata, trigger.queue);
      case 'event': return events(eventsOf(value));
    }
  }
  throw new Problem('MER-1345', 404, `the function '${name}' has only HTTP triggers, and what came is no request`);
}

/** One message, or several where the binding's cardinality is many. */
function queued(value, metadata, queue) {
  const attempt = Math.max(1, Number(metadata.DequeueCount ?? metadata.DeliveryCount ?? 1));
  const id = metadata.Id ?? metadata.MessageId;
  const own = id === undefined ? undefined : String(parsed(id));
  const list = typeof value === 'string' ? parsed(value) : value;
  if (!Array.isArray(list)) return messages([{ id: own, attempt, body: text(value) }], queue);
  return messages(list.map((message, index) => ({
    id: own === undefined ? undefined : `${own}/${index}`, attempt, body: text(message),
  })), queue);
}

function eventsOf(value) {
  const content = typeof value === 'string' ? parsed(value) : value;
  return (Array.isArray(content) ? content : [content]).map((element) => {
    const told = typeof element === 'string' ? parsed(element) : element;
    const found = structured(told);
    if (found !== undefined) return found;
    if (told?.eventType === undefined) throw malformed('the event is of neither schema, CloudEvents or Event Grid');
    const { id, topic = 'azure:eventgrid', eventType, subject, eventTime, data = null } = told;
    return event({ id, source: topic, type: eventType, subject, time: eventTime, data });
  });
}

export async function run(service) {
  await serve(address(['FUNCTIONS_CUSTOMHANDLER_PORT']), async (request, requestID) => {
    const { pathname } = new URL(request.url);
    const target = service.functions.get(pathname.slice(1));
    const isTold = request.method === 'POST' && target !== undefined
      && (target.triggers.some(({ kind }) => kind !== 'http') || !takes(service, request, pathname));
    // A client's requests come through Azure's front, which says for whom it forwards. So nobody outside can pass for
    // the Functions host.
    if (isTold && !request.headers.has('x-forwarded-for')) return invoke(service, target, request, requestID);
    return service.fetch(withoutPrefix(service, request, pathname), requestID);
  }, () => service.settled());
}

const takes = (service, { method }, path) => service.router.match(method, path)?.target !== undefined;

function withoutPrefix(service, request, pathname) {
  if (!pathname.startsWith(`${prefix}/`) || takes(service, request, pathname)) return request;
  const url = new URL(request.url);
  url.pathname = pathname.slice(prefix.length);
  return new Request(url, request);
}

async function invoke(service, target, request, requestID) {
  try {
    const payload = parsed((await bodyOf(request)).toString());
    if (!isObject(payload)) throw malformed('it is no JSON object');
    const { value, problem } = await dispatch(service, read(payload, target), { requestID });
    if (problem) throw problem;
    return Response.json({ Outputs: {}, ReturnValue: await valueOf(value) ?? null, Logs: [] });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.response(requestID);
  }
}
