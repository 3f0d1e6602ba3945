// AWS Lambda, by its own runtime for Node.js: `handler` takes each invocation.
import { randomUUID } from 'node:crypto';
import { anyDelivery, dispatch, event, events, isObject, messages, parsed, structured, timer } from '../deliveries.mjs';
import { Problem } from '../problems.mjs';
import { addFields, fieldsOf, textOf, valueOf } from '../texts.mjs';

const last = (text = '', separator) => text.split(separator).pop();
const malformed = (reason) => new Problem('MER-1343', 400, `the request of the event can't be read: ${reason}`);

// MARK: Requests

/** The form of a request's event, and so that of its answer; nothing when it is none. */
function formOf(value) {
  const context = value?.requestContext;
  if (!isObject(context)) return undefined;
  if (context.http && value.rawPath) return 'version2';
  if (!value.httpMethod || !value.path) return undefined;
  if (!context.elb) return 'version1';
  return value.multiValueHeaders ? 'multiValueBalancer' : 'balancer';
}

function requestOf(value, form) {
  const isSecond = form === 'version2';
  const { http, stage, identity } = value.requestContext;
  const headers = new Headers();
  const multiple = value.multiValueHeaders;
  addFields(headers, multiple
    ? Object.entries(multiple).flatMap(([name, values]) => values.map((text) => [name, text]))
    : Object.entries(value.headers ?? {}));
  if (value.cookies?.length) headers.append('cookie', value.cookies.join('; '));
  const source = isSecond ? http.sourceIp : identity?.sourceIp;
  if (source && !headers.has('x-forwarded-for')) headers.set('x-forwarded-for', source);
  const method = isSecond ? http.method : value.httpMethod;
  const path = isSecond ? outside(value.rawPath, stage) : value.path;
  const query = isSecond ? value.rawQueryString : queryOf(value, form !== 'version1');
  const scheme = headers.get('x-forwarded-proto') ?? 'https';
  const hasBody = value.body != null && method !== 'GET' && method !== 'HEAD';
  if (value.body != null && typeof value.body !== 'string') throw malformed('its body is no string');
  try {
    return new Request(`${scheme}://${headers.get('host') ?? 'localhost'}${path}${query ? `?${query}` : ''}`, {
      method, headers, body: hasBody ? Buffer.from(value.body, value.isBase64Encoded ? 'base64' : 'utf8') : undefined,
    });
  } catch (error) {
    throw malformed(error.message);
  }
}

/** An HTTP API puts its stage before the path where it has no domain of its own. */
function outside(path, stage) {
  if (!stage || stage === '$default' || !path.startsWith(`/${stage}`)) return path;
  const rest = path.slice(stage.length + 1);
  return rest === '' ? '/' : rest.startsWith('/') ? rest : path;
}

function queryOf({ multiValueQueryStringParameters: multiple, queryStringParameters: single }, isEncoded) {
  const items = multiple
    ? Object.entries(multiple).flatMap(([name, values]) => values.map((value) => [name, value]))
    : Object.entries(single ?? {});
  const encode = isEncoded ? (text) => text : encodeURIComponent;
  return items.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

async function answerOf(response, method, form) {
  const bytes = method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(await response.arrayBuffer());
  const text = response.headers.has('content-encoding') ? undefined : textOf(bytes);
  const body = { body: text ?? bytes.toString('base64'), isBase64Encoded: text === undefined };
  const fields = fieldsOf(response.headers);
  const answer = { statusCode: response.status };
  if (form.endsWith('alancer')) answer.statusDescription = `${response.status} ${response.statusText || 'Status'}`;
  if (form === 'version1' || form === 'multiValueBalancer') {
    const multiValueHeaders = {};
    for (const [name, value] of fields) (multiValueHeaders[name] ??= []).push(value);
    return { ...answer, multiValueHeaders, ...body };
  }
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries(form === 'version2' ? fields.filter(([name]) => name !== 'set-cookie') : fields);
  return { ...answer, headers, ...(form === 'version2' && cookies.length > 0 ? { cookies } : {}), ...body };
}

// MARK: Everything else

/** What an event that is no request is about. */
export function read(value) {
  const records = value?.Records;
  if (Array.isArray(records) && records.length > 0 && records.every(isObject)) {
    const source = records[0].eventSource ?? records[0].EventSource;
    if (source === 'aws:sqs') return messages(records.map(message), last(records[0].eventSourceARN, ':'));
    if (source === 'aws:sns') return events(records.map(notification));
    if (source === 'aws:s3') return events(records.map(object));
    if (source !== undefined) return events(records.map((record) => other(record, last(source, ':'))));
  }
  const { 'detail-type': type, source, resources = [], time, id, detail = {}, account, region } = value ?? {};
  if (type === undefined || source === undefined) return anyDelivery(value);
  if (type === 'Scheduled Event' && ['aws.events', 'aws.scheduler'].includes(source)) {
    return timer(time, undefined, resources.map((name) => last(name, '/')));
  }
  return events([event({ id, source, type, subject: resources[0], time, data: detail, account, region })]);
}

const message = ({ messageId, attributes, body }) =>
  ({ id: messageId, attempt: Number(attributes?.ApproximateReceiveCount ?? 1), body });

function notification({ Sns }) {
  const data = parsed(Sns?.Message ?? '');
  // A topic may well carry events that others have made.
  return structured(data) ?? event({
    id: Sns?.MessageId, source: Sns?.TopicArn ?? 'aws:sns', type: 'com.amazonaws.sns.notification',
    subject: Sns?.Subject ?? undefined, time: Sns?.Timestamp, data,
  });
}

// The attributes are those of CloudEvents' adapter for S3.
function object(record) {
  const { 'x-amz-request-id': first, 'x-amz-id-2': second } = record.responseElements ?? {};
  const key = record.s3?.object?.key;
  return event({
    id: [first, second].filter(Boolean).join('.') || undefined,
    source: ['aws:s3', record.awsRegion, record.s3?.bucket?.name].filter(Boolean).join('.'),
    type: `com.amazonaws.s3.${record.eventName ?? 'event'}`,
    // S3 form-encodes keys in its events.
    subject: key === undefined ? undefined : decodeURIComponent(key.replaceAll('+', ' ')), time: record.eventTime,
    data: record,
  });
}

/** DynamoDB, Kinesis and the like. */
const other = (record, service) => event({
  id: record.eventID ?? record.messageId, source: record.eventSourceARN ?? `aws:${service}`,
  type: `com.amazonaws.${service}.${last(record.eventName ?? 'record', ':')}`, time: record.eventTime, data: record,
});

// MARK: Invocations

/** @returns what the template names as its handler */
export function makeHandler(service) {
  return async (value, context = {}) => {
    const requestID = context.awsRequestId ?? randomUUID();
    const left = context.getRemainingTimeInMillis?.() ?? Infinity;
    const limit = left - Math.min(100, left / 10);
    try {
      const form = formOf(value);
      if (form !== undefined) return await requested(service, value, form, requestID, limit);
      const { value: result, failed, problem, messages } = await dispatch(service, read(value), { requestID, limit });
      const isPartial = failed.length < messages;
      if (problem && !isPartial) throw problem;
      if (messages > 0) return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
      return await valueOf(result) ?? null;
    } catch (error) {
      if (error instanceof Problem) error.name = error.code;
      throw error;
    } finally {
      // An instance is frozen as soon as it has answered.
      await service.settled();
    }
  };
}

async function requested(service, value, form, requestID, limit) {
  const request = requestOf(value, form);
  const id = request.headers.get('x-request-id') ?? requestID;
  return answerOf(await service.fetch(request, id, limit), request.method, form);
}
