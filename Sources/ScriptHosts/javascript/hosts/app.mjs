// An ordinary app: requests to functions, events at /.meridian/events, and timers.
import { carriesEvents, readEvents } from '../cloudevents.mjs';
import { dispatch, events } from '../deliveries.mjs';
import { Problem } from '../problems.mjs';
import { fire } from '../schedule.mjs';
import { bodyOf, serve } from '../server.mjs';

const eventsPath = '/.meridian/events';

/** `HOST:PORT` or `PORT`, from MERIDIAN_LISTEN, or a port that the platform names in one of the variables. */
export function address(variables = [], standard = 8080) {
  const own = process.env.MERIDIAN_LISTEN;
  if (own === undefined) {
    const named = ['PORT', ...variables].map((name) => process.env[name]).find((value) => value !== undefined);
    return { host: variables.length > 0 ? '0.0.0.0' : '127.0.0.1', port: portOf(named ?? `${standard}`) };
  }
  const colon = own.lastIndexOf(':');
  return { host: colon < 0 ? '127.0.0.1' : own.slice(0, colon).replace(/^\[|\]$/g, ''), port: portOf(own.slice(colon + 1)) };
}

function portOf(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new Error(`'${text}' is no port; it must be a number from 0 to 65535`);
  return port;
}

/** Answers 204 when every function that takes the events has, otherwise with the first problem. */
export async function deliver(service, request, requestID, translate = events) {
  try {
    const delivery = translate(readEvents(request.headers, await bodyOf(request)));
    const { problem } = await dispatch(service, delivery, { requestID });
    if (problem) throw problem;
    return new Response(null, { status: 204, headers: { 'x-request-id': requestID } });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.response(requestID);
  }
}

export async function answer(service, request, requestID) {
  const isForEvents = new URL(request.url).pathname === eventsPath && request.method === 'POST';
  if (isForEvents && carriesEvents(request.headers)) return deliver(service, request, requestID);
  return service.fetch(request, requestID);
}

export async function run(service) {
  const where = address();
  const port = await serve(where, (request, requestID) => answer(service, request, requestID), async () => {
    stop();
    await service.settled();
  });
  const stop = fire(service);
  console.log(`listening on http://${where.host}:${port}`);
}
