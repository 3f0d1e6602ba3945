// Knative, Cloud Run, or a container that is scaled from outside: an app that takes CloudEvents at its root as well and
// answers the probes of a container.
import { carriesEvents } from '../cloudevents.mjs';
import { directCall, events, messages, parsed, timer } from '../deliveries.mjs';
import { serve } from '../server.mjs';
import { address, answer, deliver } from './app.mjs';

const probes = ['/.meridian/live', '/.meridian/ready'];
const text = (data) => typeof data === 'string' ? data : data === undefined ? undefined : JSON.stringify(data);

/** What events of Knative's own sources stand for: a PingSource runs a timer, a KafkaSource has messages of a queue. */
export function translate(list) {
  const [{ type, source, time, data }] = list.length > 0 ? list : [{}];
  if (type === 'dev.knative.sources.ping' && list.length === 1) {
    const call = directCall(typeof data === 'string' ? parsed(data) : data);
    if (call?.kind === 'timer') return { ...call, time: call.time ?? time };
    return call ?? timer(time, text(data), [source.split('/').pop()]);
  }
  if (type !== 'dev.knative.kafka.event') return events(list);
  const topic = source.split('#').pop();
  const isOfOne = list.every((event) => event.type === type && event.source.split('#').pop() === topic);
  return isOfOne ? messages(list.map(({ id, data }) => ({ id, body: text(data) ?? '' })), topic) : events(list);
}

export async function run(service) {
  await serve(address(['PORT']), (request, requestID) => {
    const { pathname } = new URL(request.url);
    if (request.method === 'POST' && pathname === '/' && carriesEvents(request.headers)) {
      return deliver(service, request, requestID, translate);
    }
    if (['GET', 'HEAD'].includes(request.method) && probes.includes(pathname)) {
      return new Response('ok\n', { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' } });
    }
    return answer(service, request, requestID);
  }, () => service.settled());
}
