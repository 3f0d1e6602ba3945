// The functions of a package: what its manifest declares and its script does.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Problem, problemOf } from './problems.mjs';
import { Router } from './routes.mjs';

const require = createRequire(import.meta.url);
const kinds = ['fetch', 'scheduled', 'queue', 'event'];

/** A handler's third argument. */
class ExecutionContext {
  #waiting;
  constructor(waiting) {
    this.#waiting = waiting;
  }

  waitUntil(promise) {
    const settled = Promise.resolve(promise)
      .catch((error) => console.error('waitUntil:', error))
      .finally(() => this.#waiting.delete(settled));
    this.#waiting.add(settled);
  }

  passThroughOnException() {
    throw new TypeError('passThroughOnException is not offered: there is no origin behind a function here');
  }
}

/** Another service by the name that meridian.yml gives it, at the address in MERIDIAN_BINDING_NAME. */
class ServiceBinding {
  #name;
  constructor(name) {
    this.#name = name;
  }

  async fetch(input, init) {
    const address = process.env[`MERIDIAN_BINDING_${this.#name}`];
    if (!address) {
      throw new TypeError(
        `MER-6305: the binding '${this.#name}' leads nowhere; set MERIDIAN_BINDING_${this.#name} to the service's `
        + 'address');
    }
    const isPath = typeof input === 'string' && input.startsWith('/') && !input.startsWith('//');
    const request = new Request(isPath ? new URL(input, address) : input, init);
    const { pathname, search } = new URL(request.url);
    return fetch(new Request(new URL(pathname + search, address), request), { redirect: 'manual' });
  }
}

export class Service {
  router = new Router();
  functions = new Map();
  timers = [];
  queues = [];
  #events = [];
  #waiting = new Set();

  /** @param root the package's directory */
  constructor(root) {
    const manifest = JSON.parse(readFileSync(`${root}/manifest.json`, 'utf8'));
    // Stacks then name the author's files and lines.
    process.setSourceMapsEnabled(true);
    const script = require(`${root}/main.js`);
    this.name = manifest.service;
    for (const declared of manifest.functions) this.#add(declared, manifest, script);
  }

  #add({ name, triggers, options }, { defaults, bindings = {} }, script) {
    if (typeof script[name] !== 'function') throw new Error(`the script has no function '${name}'; build it again`);
    const module = script[name]();
    const main = module.default;
    const handlers = {};
    for (const kind of kinds) {
      if (typeof main?.[kind] === 'function') handlers[kind] = main[kind].bind(main);
      else if (typeof module[kind] === 'function') handlers[kind] = module[kind];
    }
    if (handlers.fetch === undefined && typeof main === 'function') handlers.fetch = main;
    if (Object.keys(handlers).length === 0) {
      throw new Error(
        `the function '${name}' exports no handler; write: export default { fetch(request, env, ctx) { … } }`);
    }
    // What the platform was told goes before what the package says.
    const env = { ...defaults.environment, ...options.environment, ...process.env };
    for (const binding of Object.keys(bindings)) env[binding] = new ServiceBinding(binding);
    const target = { name, handlers, env, timeout: 1000 * (options.timeout ?? defaults.timeout), triggers };
    this.functions.set(name, target);
    for (const trigger of triggers) {
      switch (trigger.kind) {
        case 'http': this.router.add(trigger.path, trigger.methods ?? [], target); break;
        case 'timer': this.timers.push({ ...trigger, target }); break;
        case 'queue': this.queues.push({ ...trigger, target }); break;
        case 'event': this.#events.push({ ...trigger, target }); break;
      }
    }
  }

  // MARK: Requests

  /**
   * Answers a request.
   * @param limit milliseconds that the platform gives, where it says so
   */
  async fetch(request, requestID, limit = Infinity) {
    try {
      const { pathname } = new URL(request.url);
      const { target, allowed } = this.router.match(request.method, pathname) ?? {};
      if (allowed !== undefined) {
        const methods = allowed.join(', ');
        throw new Problem(
          'MER-1002', 405, `${pathname} does not take ${request.method}; it takes ${methods}`, { allow: methods });
      }
      if (target === undefined) {
        throw new Problem('MER-1001', 404, `no function answers ${request.method} ${pathname}`);
      }
      return named(await this.#answer(target, request, requestID, limit), requestID);
    } catch (error) {
      return problemOf(error, '', requestID).response(requestID);
    }
  }

  async #answer(target, request, requestID, limit) {
    try {
      const response = await this.#within(target, limit, () => this.#call(target, 'fetch', request));
      if (!(response instanceof Response)) {
        throw new TypeError(`the handler 'fetch' must return a Response; it returned ${typeof response}`);
      }
      if (response.type === 'error') throw new TypeError('the handler returned Response.error()');
      return response;
    } catch (error) {
      throw problemOf(error, target.name, requestID);
    }
  }

  // MARK: Everything else

  /** Calls the handler of a kind that is no request. What it throws becomes a problem. */
  async call(target, kind, argument, requestID, limit = Infinity) {
    try {
      return await this.#within(target, limit, () => this.#call(target, kind, argument));
    } catch (error) {
      throw problemOf(error, target.name, requestID);
    }
  }

  /** The functions that take an event, each once. */
  takers({ type, source }) {
    const fits = (trigger) =>
      (trigger.source === undefined || trigger.source === source)
      && (trigger.type.endsWith('*') ? type.startsWith(trigger.type.slice(0, -1)) : trigger.type === type);
    return [...new Set(this.#events.filter(fits).map(({ target }) => target))];
  }

  /** Waits for what outlives its answer. */
  async settled() {
    while (this.#waiting.size > 0) await Promise.all(this.#waiting);
  }

  #call(target, kind, argument) {
    const handler = target.handlers[kind];
    if (handler === undefined) throw new TypeError(`the function has no handler '${kind}'`);
    return handler(argument, target.env, new ExecutionContext(this.#waiting));
  }

  async #within(target, limit, action) {
    const time = Math.min(target.timeout, limit);
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Problem(
        'MER-1203', 504, `${this.name}/${target.name} did not answer within ${time / 1000} s`)), time);
    });
    try {
      return await Promise.race([action(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The answer with the request's id among its fields. */
function named(response, requestID) {
  if (response.headers.has('x-request-id')) return response;
  try {
    response.headers.set('x-request-id', requestID);
    return response;
  } catch {
    // What came from fetch can't be changed.
    const headers = new Headers(response.headers);
    headers.set('x-request-id', requestID);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }
}
