// CloudEvents 1.0 over HTTP in the modes binary, structured and batched (HTTP binding §3).
import { parsed, structured } from './deliveries.mjs';
import { Problem } from './problems.mjs';

/** Whether a request says of itself that it carries events. */
export const carriesEvents = (headers) =>
  headers.has('ce-specversion') || /^application\/cloudevents/i.test(headers.get('content-type') ?? '');

/**
 * @param body the request's, whole
 * @returns the events
 */
export function readEvents(headers, body) {
  const type = headers.get('content-type') ?? '';
  if (!/^application\/cloudevents/i.test(type)) return [binary(headers, type, body)];
  const value = parsed(body.toString());
  const list = /^application\/cloudevents-batch/i.test(type) ? value : [value];
  if (!Array.isArray(list)) throw malformed('a batch is an array of events');
  return list.map((element, index) => structured(element)
    ?? fail(`${list.length > 1 ? `event ${index + 1}` : 'the event'} must have the texts specversion, id, source and type`));
}

function binary(headers, type, body) {
  const event = {};
  for (const [name, value] of headers) {
    if (name.startsWith('ce-')) event[name.slice(3)] = decodeURIComponent(value.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  }
  for (const name of ['specversion', 'id', 'source', 'type']) if (!event[name]) fail(`the field 'ce-${name}' is missing`);
  if (type !== '') event.datacontenttype = type;
  if (body.length === 0) return event;
  if (type === '' || /^application\/json|\+json/i.test(type)) event.data = JSON.parse(body.toString());
  else event.data = /^text\//i.test(type) ? body.toString() : new Uint8Array(body);
  return event;
}

const malformed = (reason) => new Problem('MER-1343', 400, `the event can't be read: ${reason}`);

function fail(reason) {
  throw malformed(reason);
}
