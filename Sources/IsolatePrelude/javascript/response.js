// Response (Fetch §5.5).
(function (native, use) {
  "use strict";
  const { requireArguments, toUSVString, toByteString, toDictionary, toInteger, defineInterface } = use("webidl.js");
  const { HeaderList, fill, make: makeHeaders } = use("headers.js");
  const { extract, define, Body } = use("body.js");
  const { withoutFragment } = use("url.js");

  const token = Symbol();
  const nullBodyStatus = new Set([101, 103, 204, 205, 304]);
  const redirectStatus = new Set([301, 302, 303, 307, 308]);
  const reasonPhrase = /^[\t\x20-\x7e\x80-\xff]*$/;
  let stateOf;
  let isResponse;

  class Response {
    #state;

    constructor(body = null, init = undefined) {
      if (body === token) {
        this.#state = init;
        return;
      }
      const state = (this.#state = makeState());
      initialize(state, toDictionary(init, "the second argument"),
        body === null || body === undefined ? null : extract(body));
    }

    static error() {
      const state = makeState();
      Object.assign(state, { type: "error", status: 0, guard: "immutable" });
      return new Response(token, state);
    }

    static redirect(url, status = 302) {
      requireArguments(arguments.length, 1, "Response.redirect");
      const base = typeof location === "object" && location !== null ? location.href : undefined;
      const record = native.parseURL(toUSVString(url), base);
      if (!record) throw new TypeError(`'${url}' is no valid URL`);
      status = toInteger(status, 16, false);
      if (!redirectStatus.has(status)) throw new RangeError(`the status ${status} is none of a redirect`);
      const state = makeState();
      state.status = status;
      state.headers.append("location", record[0]);
      state.guard = "immutable";
      return new Response(token, state);
    }

    static json(data, init = undefined) {
      requireArguments(arguments.length, 1, "Response.json");
      const text = JSON.stringify(data);
      if (text === undefined) throw new TypeError("the value can't be expressed in JSON");
      const state = makeState();
      initialize(state, toDictionary(init, "the second argument"), { body: new Body(text), type: "application/json" });
      return new Response(token, state);
    }

    get type() { return this.#state.type; }
    get url() { return withoutFragment(this.#state.url); }
    get redirected() { return this.#state.redirected; }
    get status() { return this.#state.status; }
    get ok() { return this.#state.status >= 200 && this.#state.status <= 299; }
    get statusText() { return this.#state.statusText; }
    get headers() { return (this.#state.headersObject ??= makeHeaders(this.#state.headers, this.#state.guard)); }

    clone() {
      const state = this.#state;
      if (state.body !== null && state.body.isUnusable) throw new TypeError("the body was read already, or is being read");
      return new Response(token, {
        ...state, headers: state.headers.copy(), headersObject: undefined, body: state.body?.clone() ?? null,
      });
    }

    static {
      stateOf = (response) => response.#state;
      isResponse = (value) => typeof value === "object" && value !== null && #state in value;
    }
  }
  define(Response, (response) => stateOf(response).body, (response) => stateOf(response).headers);
  defineInterface(Response);

  function makeState() {
    return {
      type: "default", url: "", redirected: false, status: 200, statusText: "", headers: new HeaderList(),
      headersObject: undefined, guard: "none", body: null,
    };
  }

  function initialize(state, init, extracted) {
    const { headers, status, statusText } = init;
    if (status !== undefined) {
      state.status = toInteger(status, 16, false);
      if (state.status < 200 || state.status > 599) throw new RangeError(`the status ${state.status} is not from 200 to 599`);
    }
    if (statusText !== undefined) {
      state.statusText = toByteString(statusText);
      if (!reasonPhrase.test(state.statusText)) throw new TypeError("the status text is no reason phrase");
    }
    if (headers !== undefined) fill(makeHeaders(state.headers), headers);
    if (extracted === null) return;
    if (nullBodyStatus.has(state.status)) throw new TypeError(`a response of status ${state.status} can't have a body`);
    state.body = extracted.body;
    if (extracted.type !== null && !state.headers.has("content-type")) state.headers.append("content-type", extracted.type);
  }

  return {
    Response, isResponse, stateOf, makeState, nullBodyStatus,
    make: (state) => new Response(token, state),
  };
});
