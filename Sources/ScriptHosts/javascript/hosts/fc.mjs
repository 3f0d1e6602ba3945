// Alibaba Cloud Function Compute, as a custom runtime: requests of its HTTP triggers as they came, invocations at
// /invoke, and the turns of an instance's life.
import { anyDelivery, dispatch, event, events, isObject, messages, parsed, timer, directCall } from '../deliveries.mjs';
import { Problem } from '../problems.mjs';
import { bodyOf, serve } from '../server.mjs';
import { address } from './app.mjs';

/** Events of Alibaba Cloud's services have the type and source that its EventBridge gives them. */
export function read(document) {
  const any = anyDelivery(document);
  if (any.kind === 'events') return queued(any.list) ?? any;
  if (!isObject(document)) return any;
  if (document.triggerTime && document.triggerName) return timed(document);
  const records = document.events;
  if (Array.isArray(records) && records.length > 0 && records.every((record) => record?.oss)) {
    return events(records.map((record) => event({
      id: record.responseElements?.requestId, source: 'acs.oss', type: `oss:${record.eventName ?? 'event'}`,
      subject: [record.oss.bucket?.arn, record.oss.object?.key].filter(Boolean).join('/'), time: record.eventTime,
      data: record,
    })));
  }
  if (document.TopicName && document.Message !== undefined) {
    return messages([{ id: document.MessageId, body: document.Message }], document.TopicName);
  }
  const { projectName, logstoreName } = document.source ?? {};
  if (projectName && logstoreName) {
    return events([event({
      id: document.taskId, source: 'acs.sls', type: 'sls:Logstore:Shard', subject: `${projectName}/${logstoreName}`,
      data: document,
    })]);
  }
  return any;
}

function timed({ triggerTime, triggerName, payload }) {
  const call = payload ? directCall(parsed(payload)) : undefined;
  if (call?.kind === 'timer') return { ...call, time: call.time ?? triggerTime, names: [triggerName] };
  return call ?? timer(triggerTime, payload || undefined, [triggerName]);
}

/** Messages of queues that come as events. */
function queued(list) {
  const found = list.map(({ id, type, subject, data }) => {
    if (type === 'mns:Queue:SendMessage' && data?.messageBody !== undefined) {
      return { id, queue: subject?.split(/[/:]/).pop(), body: bodyText(data.messageBody) };
    }
    if (type === 'alikafka:Topic:Message' && data?.value !== undefined) {
      return { id, queue: data.topic, body: bodyText(data.value) };
    }
    return undefined;
  });
  const [first] = found;
  return first?.queue && found.every((message) => message?.queue === first.queue) ? messages(found, first.queue) : undefined;
}

const bodyText = (value) => typeof value === 'string' ? value : JSON.stringify(value);

/** One turn of an instance, between two marks in its log. */
async function turn(name, requestID, action) {
  console.log(`FC ${name} Start RequestId: ${requestID}`);
  const answer = (body, status, type) => new Response(body, {
    status, headers: { 'content-type': type, 'x-fc-status': `${status}`, 'x-request-id': requestID },
  });
  try {
    const { body = '', type = 'text/plain' } = await action() ?? {};
    console.log(`FC ${name} End RequestId: ${requestID}`);
    return answer(body, 200, type);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.log(`FC ${name} End RequestId: ${requestID}, Error: ${error.code}: ${error.message}`);
    return answer(JSON.stringify(error.document), 404, 'application/json');
  }
}

async function invoke(service, request, requestID) {
  const body = await bodyOf(request);
  const { value, problem } = await dispatch(service, read(parsed(body.toString())), { requestID });
  if (problem) throw problem;
  if (value === undefined) return { type: 'application/octet-stream' };
  if (value instanceof Response) return { body: value.body, type: value.headers.get('content-type') ?? 'text/plain' };
  return { body: JSON.stringify(value), type: 'application/json' };
}

export async function run(service) {
  await serve(address(['FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT'], 9000), async (request, ownID) => {
    const requestID = request.headers.get('x-fc-request-id') ?? ownID;
    const path = request.headers.get('x-fc-control-path') ?? new URL(request.url).pathname;
    switch (`${request.method} ${path}`) {
      case 'POST /invoke': return turn('Invoke', requestID, () => invoke(service, request, requestID));
      case 'POST /initialize': return turn('Initialize', requestID, () => undefined);
      case 'GET /pre-freeze': return turn('PreFreeze', requestID, () => undefined);
      case 'GET /pre-stop': return turn('PreStop', requestID, () => service.settled());
      default: return requested(service, request, requestID);
    }
  }, () => service.settled());
}

async function requested(service, request, requestID) {
  console.log(`FC Invoke Start RequestId: ${requestID}`);
  try {
    const response = await service.fetch(request, requestID);
    // Function Compute keeps these for itself. The fields of what came from fetch can't be changed.
    const headers = [...response.headers].filter(([name]) => !name.startsWith('x-fc-'));
    return new Response(response.body, { status: response.status, headers });
  } finally {
    console.log(`FC Invoke End RequestId: ${requestID}`);
  }
}
