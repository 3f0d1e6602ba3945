// Serves a function: what comes over the wire becomes a call of its handlers, what they return goes back.
(function (native, use) {
  "use strict";
  const tasks = use("tasks.js");
  const P = use("promises.js");
  const { HeaderList } = use("headers.js");
  const { Body } = use("body.js");
  const requests = use("request.js");
  const responses = use("response.js");
  const readable = () => use("readable.js");
  const byteStreams = () => use("readablebytes.js");
  const decodeText = (bytes) => native.decodeUTF8(bytes.slice(), false);

  /** The handlers of the function, and what they are called with beside the request. */
  let handlers;
  let environment;
  /** Invocations that have not been answered, or whose request's body is still coming. */
  const exchanges = new Map();
  /** Promises that outlive their answers. */
  let waiting = 0;

  /**
   * @param table what the package's script exports: a function for each function, which gives its module
   * @param variables names and values in turn
   * @param bindings names of services that it calls
   * @returns the names of its handlers
   */
  function start(table, name, variables, bindings = []) {
    const { connect } = use("network.js");
    use("fetch.js").setNetwork((state) => connect(state));
    use("inspect.js").setMapping((place) => native.mapPlace(place));
    if (typeof table?.[name] !== "function") {
      throw new TypeError(`the script has no function '${name}'; build the package again`);
    }
    const module = table[name]();
    const main = module.default;
    const find = (key) => {
      if (typeof main?.[key] === "function") return main[key].bind(main);
      if (typeof module[key] === "function") return module[key];
      return undefined;
    };
    handlers = {};
    for (const key of ["fetch", "scheduled", "queue", "event"]) handlers[key] = find(key);
    if (handlers.fetch === undefined && typeof main === "function") handlers.fetch = main;
    environment = {};
    for (let index = 0; index < variables.length; index += 2) environment[variables[index]] = variables[index + 1];
    for (const binding of bindings) environment[binding] = use("binding.js").make(binding);
    const found = Object.keys(handlers).filter((key) => handlers[key] !== undefined);
    if (found.length === 0) {
      throw new TypeError(
        `the function '${name}' exports no handler; write: export default { fetch(request, env, ctx) { … } }`);
    }
    return found.join();
  }

  // MARK: Invocations

  class ExecutionContext {
    #id;
    constructor(id) {
      this.#id = id;
    }
    waitUntil(promise) {
      const id = this.#id;
      waiting++;
      native.setBusy(true);
      const finish = () => {
        if (--waiting === 0) native.setBusy(false);
      };
      P.transform(P.resolvedWith(promise), finish, (error) => {
        tasks.request = id;
        native.log("error", `waitUntil: ${describe(error)}`, id);
        finish();
      });
    }
    passThroughOnException() {
      throw new TypeError("passThroughOnException is not offered: there is no origin behind a function here");
    }
  }

  const describe = (error) => {
    const { inspect } = use("inspect.js");
    return error instanceof Error ? inspect(error) : `thrown: ${inspect(error)}`;
  };

  native.setHook("invoke", (id, kind, method, url, headers, hasBody) => {
    tasks.request = id;
    const exchange = { id, body: null, signal: undefined, writer: undefined };
    exchanges.set(id, exchange);
    const headerList = parseHeaders(headers);
    try {
      if (handlers[kind] === undefined) throw new TypeError(`the function has no handler '${kind}'`);
      const context = new ExecutionContext(id);
      if (kind === "fetch") serveFetch(exchange, method, url, headerList, hasBody, context);
      else collectBody(exchange, hasBody, (bytes) => serveOther(exchange, kind, url, headerList, bytes, context));
    } catch (error) {
      fail(exchange, error);
    }
  });

  function serveFetch(exchange, method, url, headerList, hasBody, context) {
    const state = requests.makeState(url);
    state.method = method;
    state.headers = headerList;
    if (hasBody) state.body = new Body(undefined, bodyStream(exchange));
    const result = handlers.fetch(requests.make(state), environment, context);
    exchange.state = state;
    if (responses.isResponse(result)) answer(exchange, result);
    else P.transform(P.resolvedWith(result), (value) => answer(exchange, value), (error) => fail(exchange, error));
  }

  function serveOther(exchange, kind, url, headers, bytes, context) {
    let argument;
    let finish = () => undefined;
    if (kind === "scheduled") argument = scheduledEvent(bytes);
    else if (kind === "queue") ({ argument, finish } = messageBatch(url, bytes));
    else argument = cloudEvent(headers, bytes);
    const result = P.invoke(handlers[kind], undefined, [argument, environment, context]);
    P.transform(result, (value) => answerOther(exchange, finish(), value), (error) => fail(exchange, error));
  }

  function answerOther(exchange, failures, value) {
    const answer = failures ?? value;
    const text = answer === undefined ? undefined : JSON.stringify(answer);
    finishExchange(exchange);
    if (text === undefined) native.respond(exchange.id, 204, "", "");
    else native.respond(exchange.id, 200, "content-type\napplication/json", text);
  }

  function scheduledEvent(bytes) {
    const { time, payload } = bytes.length === 0 ? {} : JSON.parse(decodeText(bytes));
    const scheduledTime = time === undefined || time === null ? Date.now() : Date.parse(time);
    return { type: "scheduled", scheduledTime, payload: payload ?? undefined };
  }

  function messageBatch(url, bytes) {
    const failed = [];
    const messages = JSON.parse(decodeText(bytes)).map(({ id, attempt, body }) => ({
      id, attempts: attempt, body,
      ack() {},
      retry() {
        if (!failed.includes(id)) failed.push(id);
      },
    }));
    const argument = {
      queue: url.slice(url.lastIndexOf("/") + 1), messages,
      ackAll() {},
      retryAll() {
        for (const message of messages) message.retry();
      },
    };
    const finish = () =>
      failed.length === 0 ? undefined : { batchItemFailures: failed.map((id) => ({ itemIdentifier: id })) };
    return { argument, finish };
  }

  function cloudEvent(headers, bytes) {
    const event = {};
    for (const [name, value] of headers.entries) {
      if (name.startsWith("ce-")) event[name.slice(3)] = decodeURIComponent(value.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
    }
    const type = headers.get("content-type");
    if (type !== null) event.datacontenttype = type;
    if (bytes.length > 0) {
      const isJSON = type === null || /^application\/json|\+json/i.test(type);
      event.data = isJSON ? JSON.parse(decodeText(bytes)) : /^text\//i.test(type) ? decodeText(bytes) : bytes;
    }
    return event;
  }

  // MARK: Request bodies

  native.setHook("bodyPart", (id, buffer, isLast) => {
    tasks.request = id;
    const receive = exchanges.get(id)?.receive;
    // Once the answer is out the rest is of no interest.
    if (receive === undefined) native.consumed(id, buffer.byteLength);
    else receive(buffer, isLast);
  });

  function collectBody(exchange, hasBody, then) {
    if (!hasBody) return then(new Uint8Array(0));
    const parts = [];
    exchange.receive = (buffer, isLast) => {
      parts.push(new Uint8Array(buffer));
      if (!isLast) return native.consumed(exchange.id, buffer.byteLength);
      exchange.receive = undefined;
      const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
      let offset = 0;
      for (const part of parts) {
        bytes.set(part, offset);
        offset += part.length;
      }
      try {
        then(bytes);
      } catch (error) {
        fail(exchange, error);
      }
    };
  }

  /** A byte stream of what comes; the caller may send more once that is read. */
  function bodyStream(exchange) {
    const { id } = exchange;
    let controller;
    let unread = 0;
    const stream = byteStreams().create(
      () => undefined,
      () => {
        if (unread > 0) native.consumed(id, unread);
        unread = 0;
        return P.resolvedWith(undefined);
      },
      () => {
        exchange.receive = (buffer) => native.consumed(id, buffer.byteLength);
        if (unread > 0) native.consumed(id, unread);
        return P.resolvedWith(undefined);
      },
      0);
    controller = readable().stateOf(stream).controller;
    exchange.receive = (buffer, isLast) => {
      if (buffer.byteLength > 0) {
        unread += buffer.byteLength;
        byteStreams().enqueue(controller, new Uint8Array(buffer));
      }
      if (!isLast) return;
      exchange.receive = undefined;
      exchange.isReceived = true;
      byteStreams().close(controller);
      if (controller.pendingPullIntos.length > 0) byteStreams().respond(controller, 0);
    };
    exchange.failBody = (error) => byteStreams().error(controller, error);
    exchange.isReceived = false;
    return stream;
  }

  // MARK: Answers

  function answer(exchange, response) {
    if (!responses.isResponse(response)) {
      return fail(exchange, new TypeError(`the handler 'fetch' must return a Response; it returned ${
        use("inspect.js").inspect(response)}`));
    }
    const state = responses.stateOf(response);
    if (state.type === "error") return fail(exchange, new TypeError("the handler returned Response.error()"));
    const { body } = state;
    if (body !== null && body.isUnusable) {
      return fail(exchange, new TypeError("the response's body was read already, or is being read"));
    }
    const headers = serializeHeaders(state.headers);
    if (body === null || !body.hasStream) {
      if (body !== null) body.isUsed = true;
      finishExchange(exchange);
      const source = body === null ? "" : typeof body.source === "string" ? body.source : body.source.slice();
      native.respond(exchange.id, state.status, headers, source);
      return;
    }
    native.start(exchange.id, state.status, headers);
    pump(exchange, readable().stateOf(body.stream));
  }

  function serializeHeaders(list) {
    const { entries } = list;
    let text = "";
    for (let index = 0; index < entries.length; index++) {
      if (index > 0) text += "\n";
      text += `${entries[index][0]}\n${entries[index][1]}`;
    }
    return text;
  }

  /** Writes a stream out, as fast as the caller takes it. */
  function pump(exchange, stream) {
    const R = readable();
    const { id } = exchange;
    const reader = R.acquireDefaultReader(stream);
    exchange.cancelBody = (error) => P.markHandled(R.cancelReader(reader, error));
    const request = {
      chunk(chunk) {
        if (!ArrayBuffer.isView(chunk) || Object.prototype.toString.call(chunk) !== "[object Uint8Array]") {
          const error = new TypeError("the response's stream gave something else than a Uint8Array");
          P.markHandled(R.cancelReader(reader, error));
          return fail(exchange, error);
        }
        if (native.write(id, chunk.slice())) R.readWith(reader, request);
        else exchange.resume = () => R.readWith(reader, request);
      },
      close() {
        finishExchange(exchange);
        native.end(id);
      },
      error(error) {
        fail(exchange, error);
      },
    };
    R.readWith(reader, request);
  }

  native.setHook("writable", (id) => {
    const exchange = exchanges.get(id);
    const resume = exchange?.resume;
    if (resume === undefined) return;
    tasks.request = id;
    exchange.resume = undefined;
    resume();
  });

  native.setHook("cancelled", (id, reason) => {
    const exchange = exchanges.get(id);
    if (exchange === undefined) return;
    tasks.request = id;
    exchanges.delete(id);
    const error = new (use("domexception.js").DOMException)(reason, "AbortError");
    if (exchange.state?.signal !== undefined) use("abort.js").signalAbort(exchange.state.signal, error);
    if (exchange.receive !== undefined) exchange.failBody?.(error);
    exchange.cancelBody?.(error);
  });

  function fail(exchange, error) {
    finishExchange(exchange);
    native.fail(exchange.id, error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      describe(error));
  }

  function finishExchange(exchange) {
    exchange.cancelBody = undefined;
    exchanges.delete(exchange.id);
  }

  /** Headers as they came, taken apart when a script first looks at them. */
  function parseHeaders(text) {
    return new HeaderList(() => {
      const parts = text === "" ? [] : text.split("\n");
      const entries = [];
      for (let index = 0; index < parts.length; index += 2) entries.push([parts[index], parts[index + 1]]);
      return entries;
    });
  }

  return { start };
});
