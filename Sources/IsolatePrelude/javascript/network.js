// What fetch does over the network: HTTP-network fetch and redirects (Fetch §4.4 to §4.6), with the host's connections.
(function (native, use) {
  "use strict";
  const tasks = use("tasks.js");
  const P = use("promises.js");
  const { HeaderList } = use("headers.js");
  const { Body } = use("body.js");
  const responses = use("response.js");
  const readable = () => use("readable.js");
  const byteStreams = () => use("readablebytes.js");

  const redirectStatus = new Set([301, 302, 303, 307, 308]);
  const bodyHeaders = ["content-encoding", "content-language", "content-location", "content-type", "content-length"];
  const credentialHeaders = ["authorization", "cookie", "host", "proxy-authorization"];
  const hops = 20;

  /** Exchanges on the network by number. */
  const exchanges = new Map();
  let lastID = 0;

  /**
   * @param binding the name of the service to call; none for the host of the URL
   * @returns `{ response, abort }`
   */
  function connect(state, binding = undefined) {
    let current;
    let isAborted = false;
    const start = (state) => {
      current = new Exchange(state, binding);
      return current.response;
    };
    return {
      response: binding === undefined ? follow(state, start, 0) : start(state),
      abort(reason) {
        if (isAborted) return;
        isAborted = true;
        current?.abort(reason);
      },
    };
  }

  function follow(state, start, count) {
    return P.transform(start(state), (response) => {
      const received = responses.stateOf(response);
      received.redirected = count > 0;
      const location = received.headers.get("location");
      if (!redirectStatus.has(received.status) || state.redirect === "manual" || location === null) return response;
      if (state.redirect === "error") throw failure(`${state.url} answered with a redirect, which is to be an error`);
      if (count === hops) throw failure(`${state.url} is the end of ${hops} redirects; there are more`);
      const next = redirected(state, received.status, location);
      if (received.body !== null) {
        P.markHandled(readable().cancel(readable().stateOf(received.body.stream)));
      }
      return follow(next, start, count + 1);
    });
  }

  function redirected(state, status, location) {
    const record = native.parseURL(location, state.url);
    if (!record) throw failure(`${state.url} redirects to '${location}', which is no valid URL`);
    const [url] = record;
    if (!/^https?:/.test(url)) throw failure(`${state.url} redirects to '${url}', which is not HTTP`);
    const next = { ...state, url, headers: state.headers.copy() };
    const isGet = state.method === "GET" || state.method === "HEAD";
    if (((status === 301 || status === 302) && state.method === "POST") || (status === 303 && !isGet)) {
      next.method = "GET";
      next.body = null;
      for (const name of bodyHeaders) next.headers.delete(name);
    } else if (state.body !== null && state.body.source === undefined) {
      throw failure(`${state.url} redirects, and the request's body was a stream that is used up`);
    } else if (state.body !== null) next.body = new Body(state.body.source);
    if (new URL(url).origin !== new URL(state.url).origin) {
      for (const name of credentialHeaders) next.headers.delete(name);
    }
    return next;
  }

  const failure = (message) => new TypeError(`fetch failed: ${message}`);

  class Exchange {
    constructor(state, binding) {
      this.id = ++lastID;
      this.url = state.url;
      this.request = tasks.request;
      this.settled = P.deferred();
      this.response = this.settled.promise;
      this.controller = undefined;
      this.reader = undefined;
      exchanges.set(this.id, this);
      const { body } = state;
      const headers = state.headers.entries.map(([name, value]) => `${name}\n${value}`).join("\n");
      const isStream = body !== null && body.hasStream;
      const whole = body === null ? undefined : isStream ? undefined : body.bytes.slice();
      if (body !== null && !isStream) body.isUsed = true;
      try {
        native.fetch(
          this.id, state.method, state.url.replace(/#.*$/s, ""), headers, isStream, whole, binding, this.request);
      } catch (error) {
        exchanges.delete(this.id);
        this.settled.reject(error);
        return;
      }
      if (isStream) this.send(readable().stateOf(body.stream));
    }

    /** Sends a request's body, a chunk when the one before has left. */
    send(stream) {
      const R = readable();
      this.reader = R.acquireDefaultReader(stream);
      const request = {
        chunk: (chunk) => {
          if (Object.prototype.toString.call(chunk) !== "[object Uint8Array]") {
            this.fail(failure("the body's stream gave something else than a Uint8Array"));
          } else native.fetchSend(this.id, chunk.slice());
        },
        close: () => {
          this.reader = undefined;
          native.fetchFinish(this.id);
        },
        error: (error) => this.fail(error),
      };
      this.sendNext = () => {
        if (this.reader !== undefined) R.readWith(this.reader, request);
      };
      this.sendNext();
    }

    head(status, statusText, headers) {
      const state = responses.makeState();
      const parts = headers === "" ? [] : headers.split("\n");
      state.headers = new HeaderList();
      for (let index = 0; index < parts.length; index += 2) state.headers.append(parts[index], parts[index + 1]);
      Object.assign(state, { type: "basic", url: this.url, status, statusText, guard: "immutable" });
      if (!responses.nullBodyStatus.has(status)) state.body = new Body(undefined, this.makeStream());
      this.settled.resolve(responses.make(state));
    }

    makeStream() {
      const stream = byteStreams().create(
        () => undefined,
        () => {
          native.fetchTake(this.id);
          return P.resolvedWith(undefined);
        },
        () => {
          this.end();
          native.fetchAbort(this.id);
          return P.resolvedWith(undefined);
        });
      this.controller = readable().stateOf(stream).controller;
      return stream;
    }

    part(buffer) {
      if (this.controller === undefined) native.fetchTake(this.id);
      else byteStreams().enqueue(this.controller, new Uint8Array(buffer));
    }

    finish() {
      this.end();
      const { controller } = this;
      if (controller === undefined) return;
      byteStreams().close(controller);
      if (controller.pendingPullIntos.length > 0) byteStreams().respond(controller, 0);
    }

    abort(reason) {
      if (!exchanges.has(this.id)) return;
      native.fetchAbort(this.id);
      this.fail(reason);
    }

    fail(error) {
      this.end();
      if (this.reader !== undefined) P.markHandled(readable().cancelReader(this.reader, error));
      this.settled.reject(error);
      if (this.controller !== undefined) byteStreams().error(this.controller, error);
    }

    end() {
      exchanges.delete(this.id);
    }
  }

  const on = (name, action) =>
    native.setHook(name, (id, ...rest) => {
      const exchange = exchanges.get(id);
      if (exchange === undefined) return;
      tasks.request = exchange.request;
      action(exchange, ...rest);
    });
  on("fetchHead", (exchange, status, statusText, headers) => exchange.head(status, statusText, headers));
  on("fetchPart", (exchange, buffer) => exchange.part(buffer));
  on("fetchEnd", (exchange) => exchange.finish());
  on("fetchSent", (exchange) => exchange.sendNext());
  on("fetchFailed", (exchange, message) => exchange.fail(failure(message)));

  return { connect };
});
