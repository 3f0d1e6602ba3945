// What a platform asks of functions, other than to answer a request: what its many kinds of events come down to.
import { randomUUID } from 'node:crypto';
import { Problem } from './problems.mjs';

/** A timer has run. `names` is what the platform calls it, `of` whom it is for, when that is said. */
export const timer = (time, payload, names, of) => ({ kind: 'timer', time, payload, names, of });
export const events = (list) => ({ kind: 'events', list });
/** Messages of a queue: `{ id, attempt, body }`, where the body is a text. */
export const messages = (list, queue) => ({ kind: 'messages', list, queue });
/** A document of no kind that is known. */
export const document = (data, of) => ({ kind: 'document', data, of });

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a JSON text, or the text when it is none. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isEvent = (value) =>
  isObject(value) && ['specversion', 'id', 'source', 'type'].every((name) => typeof value[name] === 'string');

/** An event of the JSON event format with its data as a function gets it, or nothing. */
export function structured(value) {
  if (!isEvent(value)) return undefined;
  const { data_base64: encoded, ...event } = value;
  if (encoded !== undefined) event.data = new Uint8Array(Buffer.from(encoded, 'base64'));
  return event;
}

/** An event that a platform tells in a form of its own. */
export function event({ id = randomUUID(), source, type, subject, time, data, ...extensions }) {
  const event = { specversion: '1.0', id, source, type };
  if (subject !== undefined) event.subject = subject;
  if (time !== undefined) event.time = time;
  event.datacontenttype = typeof data === 'string' ? 'text/plain' : 'application/json';
  for (const [name, value] of Object.entries(extensions)) if (value !== undefined) event[name] = value;
  event.data = data;
  return event;
}

/** What a person, or the configuration of a platform's timer, says to Meridian itself, on every platform alike. */
export function directCall(value) {
  if (!isObject(value) || !isObject(value.meridian)) return undefined;
  const { function: of, data, timer: run } = value.meridian;
  return 'data' in value.meridian ? document(data, of) : timer(run?.time, run?.payload, [], of);
}

/** What any document that no platform's form fits may be: such a call, an event, several events, or just data. */
export function anyDelivery(value) {
  const call = directCall(value);
  if (call !== undefined) return call;
  const one = structured(value);
  if (one !== undefined) return events([one]);
  if (Array.isArray(value) && value.length > 0) {
    // Some platforms put each event of a batch into a string.
    const list = value.map((element) => structured(typeof element === 'string' ? parsed(element) : element));
    if (list.every((event) => event !== undefined)) return events(list);
  }
  return document(value);
}

/**
 * Calls the functions that a delivery is for.
 * @param surroundings `{ requestID, limit }`: the invocation's id, and the milliseconds that the platform gives
 * @returns `{ value, failed, problem }`: what the first function has returned, the ids of the messages that are to come
 *   again, and the first failure
 */
export async function dispatch(service, delivery, surroundings) {
  const calls = plan(service, delivery);
  const outcome = { value: undefined, failed: [], problem: undefined, messages: delivery.list?.length ?? 0 };
  if (delivery.kind !== 'messages') {
    outcome.messages = 0;
    await Promise.all(calls.map((call) => run(service, call, surroundings, outcome)));
    return outcome;
  }
  for (const [index, call] of calls.entries()) {
    const failed = await run(service, call, surroundings, outcome);
    // What comes after a failure in a queue that keeps its order must wait for it to be mended.
    if (failed && delivery.queue.endsWith('.fifo')) {
      const first = call.messages.findIndex((id) => outcome.failed.includes(id));
      const rest = calls.slice(index + 1).flatMap(({ messages }) => messages);
      outcome.failed = [...new Set([...outcome.failed, ...call.messages.slice(first), ...rest])];
      break;
    }
  }
  return outcome;
}

async function run(service, { target, kind, argument, messages = [], retried }, { requestID, limit }, outcome) {
  try {
    const value = await service.call(target, kind, argument, requestID, limit);
    outcome.value ??= value;
    if (!retried?.size) return false;
    outcome.failed.push(...messages.filter((id) => retried.has(id) && !outcome.failed.includes(id)));
    return true;
  } catch (problem) {
    outcome.problem ??= problem;
    outcome.failed.push(...messages.filter((id) => !outcome.failed.includes(id)));
    return true;
  }
}

function plan(service, delivery) {
  switch (delivery.kind) {
    case 'timer': {
      const { target, payload } = timerOf(service, delivery);
      const scheduledTime = delivery.time ? Date.parse(delivery.time) : Date.now();
      const argument = { type: 'scheduled', scheduledTime, payload: delivery.payload ?? payload };
      return [{ target, kind: 'scheduled', argument }];
    }
    case 'events':
      return delivery.list.flatMap((event) => {
        const targets = service.takers(event);
        if (targets.length === 0) {
          throw new Problem(
            'MER-1001', 404, `no function takes events of type '${event.type}' from '${event.source}'`);
        }
        return targets.map((target) => ({ target, kind: 'event', argument: event }));
      });
    case 'messages': return queuesOf(service, delivery.queue).flatMap((queue) => batches(queue, delivery.list));
    case 'document': return [call(service, delivery)];
  }
}

function timerOf(service, { names, of }) {
  const wanted = of === undefined ? names : [of];
  const found = service.timers.find(({ target }) => wanted.includes(target.name));
  if (found !== undefined) return found;
  // A platform has names of its own; where only one function could be meant, it is meant.
  const functions = [...new Set(service.timers.map(({ target }) => target.name))];
  if (of === undefined && functions.length === 1) return service.timers[0];
  throw new Problem(
    'MER-1345', 404, `no function with a timer is called ${wanted.map((name) => `'${name}'`).join(' or ') || 'by any name'}; `
    + (functions.length === 0 ? 'no function has one' : `there are: ${functions.join(', ')}`));
}

function queuesOf(service, name) {
  const named = service.queues.filter(({ queue }) => queue === name);
  if (named.length > 0) return named;
  if (service.queues.length === 1) return service.queues;
  const known = service.queues.map(({ target, queue }) => `${target.name} (${queue})`).join(', ');
  throw new Problem(
    'MER-1345', 404, `no function takes the queue '${name}'; ${known ? `there are: ${known}` : 'no function takes a queue'}`);
}

function batches({ target, queue, batchSize = 10 }, list) {
  const calls = [];
  for (let start = 0; start < list.length; start += batchSize) {
    const batch = list.slice(start, start + batchSize);
    const retried = new Set();
    const messages = batch.map(({ id, attempt = 1, body }) => ({
      id, attempts: attempt, body: parsed(body), ack() {}, retry() { retried.add(id); },
    }));
    const retryAll = () => messages.forEach((message) => message.retry());
    calls.push({
      target, kind: 'queue', argument: { queue, messages, ackAll() {}, retryAll }, messages: batch.map(({ id }) => id),
      retried,
    });
  }
  return calls;
}

/** A document goes to the function that is named, or to the only one there is, as what its first trigger takes. */
function call(service, { data, of }) {
  if (of === undefined && service.functions.size !== 1) {
    throw new Problem(
      'MER-1344', 400, 'the invocation is neither a request nor a timer, messages or an event, and the service has '
      + `${service.functions.size} functions that it could be for; name one as `
      + '{"meridian": {"function": "NAME", "data": …}}');
  }
  const target = of === undefined ? [...service.functions.values()][0] : service.functions.get(of);
  if (target === undefined) {
    throw new Problem(
      'MER-1001', 404, `there is no function '${of}'; there are: ${[...service.functions.keys()].join(', ')}`);
  }
  const [trigger] = target.triggers;
  switch (trigger?.kind) {
    case 'timer': return { target, kind: 'scheduled', argument: { type: 'scheduled', scheduledTime: Date.now(), ...data } };
    case 'queue': {
      const list = Array.isArray(data) ? data : [data];
      return batches(
        { target, queue: trigger.queue, batchSize: Infinity },
        list.map((message) => ({
          id: message?.id ?? randomUUID(), attempt: message?.attempt, body: JSON.stringify(message?.body ?? message),
        })))[0];
    }
    case 'event': return { target, kind: 'event', argument: structured(data) ?? data };
    case 'http': return { target, kind: 'fetch', argument: requestOf(trigger.path, data) };
    default: throw new Problem('MER-1001', 404, `the function '${target.name}' has no trigger`);
  }
}

const requestOf = (path, data) => new Request(`http://localhost${path.replace(/[{}*]/g, '')}`, {
  method: 'POST', body: JSON.stringify(data), headers: { 'content-type': 'application/json' },
});
