// Request (Fetch §5.4).
(function (native, use) {
  "use strict";
  const { requireArguments, toUSVString, toByteString, toDOMString, toDictionary, toEnum, defineInterface } = use("webidl.js");
  const { HeaderList, fill, listOf, make: makeHeaders, isName } = use("headers.js");
  const { extract, define, Body } = use("body.js");
  const { isAbortSignal, dependent, makeSignal } = use("abort.js");

  const token = Symbol();
  let stateOf;
  let isRequest;

  class Request {
    #state;

    constructor(input, init = undefined) {
      if (input === token) {
        this.#state = init;
        return;
      }
      requireArguments(arguments.length, 1, "the constructor of Request");
      let inputState = null;
      let url;
      if (isRequest(input)) {
        inputState = input.#state;
        url = inputState.url;
      } else url = parseURL(toUSVString(input));
      this.#state = construct(url, inputState, input, toDictionary(init, "the second argument"));
    }

    get method() { return this.#state.method; }
    get url() { return this.#state.url; }
    get headers() { return (this.#state.headersObject ??= makeHeaders(this.#state.headers, this.#state.guard)); }
    get destination() { this.#state; return ""; }
    get referrer() { return this.#state.referrer === "no-referrer" ? "" : this.#state.referrer; }
    get referrerPolicy() { return this.#state.referrerPolicy; }
    get mode() { return this.#state.mode; }
    get credentials() { return this.#state.credentials; }
    get cache() { return this.#state.cache; }
    get redirect() { return this.#state.redirect; }
    get integrity() { return this.#state.integrity; }
    get keepalive() { return this.#state.keepalive; }
    get isReloadNavigation() { this.#state; return false; }
    get isHistoryNavigation() { this.#state; return false; }
    get signal() { return (this.#state.signal ??= makeSignal()); }
    get duplex() { this.#state; return "half"; }

    clone() {
      const state = this.#state;
      if (state.body !== null && state.body.isUnusable) throw new TypeError("the body was read already, or is being read");
      return new Request(token, {
        ...state, headers: state.headers.copy(), headersObject: undefined, body: state.body?.clone() ?? null,
        signal: dependent([this.signal]),
      });
    }

    static {
      stateOf = (request) => request.#state;
      isRequest = (value) => typeof value === "object" && value !== null && #state in value;
    }
  }
  define(Request, (request) => stateOf(request).body, (request) => stateOf(request).headers);
  defineInterface(Request);

  const base = () => (typeof location === "object" && location !== null ? location.href : undefined);

  function parseURL(text) {
    const record = native.parseURL(text, base());
    if (!record) throw new TypeError(`'${text}' is no valid URL`);
    // The record's places of user name and password.
    if (record[4] > record[2]) throw new TypeError(`'${text}' holds a user name or password`);
    return record[0];
  }

  const normalized = new Set(["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"]);

  function convertMethod(value) {
    const method = toByteString(value);
    if (!isName(method)) throw new TypeError(`'${method}' is no method`);
    const upper = method.toUpperCase();
    if (["CONNECT", "TRACE", "TRACK"].includes(upper)) throw new TypeError(`the method ${method} is not allowed`);
    return normalized.has(upper) ? upper : method;
  }

  function makeState(url) {
    return {
      url, method: "GET", headers: new HeaderList(), headersObject: undefined, guard: "none", body: null,
      signal: undefined, referrer: "about:client", referrerPolicy: "", mode: "cors", credentials: "same-origin",
      cache: "default", redirect: "follow", integrity: "", keepalive: false, blob: undefined,
    };
  }

  function construct(url, inputState, input, init) {
    const state = inputState === null
      ? makeState(url) : { ...inputState, headersObject: undefined, guard: "none", body: null };
    const inputBody = inputState?.body ?? null;
    // A blob is fetched even when its URL is revoked meanwhile.
    if (url.startsWith("blob:")) state.blob ??= use("bloburls.js").resolve(url);
    const {
      method, headers, body, referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive, signal,
      duplex, priority, window,
    } = init;
    if (window !== undefined && window !== null) throw new TypeError("the member 'window' must be null");
    if (referrer !== undefined) state.referrer = convertReferrer(toUSVString(referrer));
    if (referrerPolicy !== undefined) {
      state.referrerPolicy = toEnum(referrerPolicy, [
        "", "no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin",
        "origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url",
      ], "the referrer policy");
    }
    if (mode !== undefined) {
      state.mode = toEnum(mode, ["navigate", "same-origin", "no-cors", "cors"], "the mode");
      if (mode === "navigate") throw new TypeError("the mode 'navigate' is not for scripts");
    }
    if (credentials !== undefined) {
      state.credentials = toEnum(credentials, ["omit", "same-origin", "include"], "the credentials mode");
    }
    if (cache !== undefined) {
      state.cache = toEnum(
        cache, ["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"], "the cache mode");
      if (state.cache === "only-if-cached" && state.mode !== "same-origin") {
        throw new TypeError("the cache mode 'only-if-cached' needs the mode 'same-origin'");
      }
    }
    if (redirect !== undefined) state.redirect = toEnum(redirect, ["follow", "error", "manual"], "the redirect mode");
    if (integrity !== undefined) state.integrity = toDOMString(integrity);
    if (keepalive !== undefined) state.keepalive = !!keepalive;
    if (method !== undefined) state.method = convertMethod(method);
    if (duplex !== undefined) toEnum(duplex, ["half"], "the duplex mode");
    if (priority !== undefined) toEnum(priority, ["high", "low", "auto"], "the priority");
    state.signal = convertSignal(signal, inputState, input);
    if (state.mode === "no-cors" && !["GET", "HEAD", "POST"].includes(state.method)) {
      throw new TypeError(`the method ${state.method} does not go with the mode 'no-cors'`);
    }

    state.guard = state.mode === "no-cors" ? "request-no-cors" : "none";
    if (headers !== undefined || state.guard !== "none") {
      const given = headers ?? makeHeaders(state.headers);
      state.headers = new HeaderList();
      fill(makeHeaders(state.headers, state.guard), given);
    } else if (inputState !== null) state.headers = inputState.headers.copy();
    return setBody(state, body, inputBody, duplex);
  }

  function setBody(state, body, inputBody, duplex) {
    const hasBody = body !== undefined && body !== null;
    if ((hasBody || inputBody !== null) && (state.method === "GET" || state.method === "HEAD")) {
      throw new TypeError(`a request by ${state.method} can't have a body`);
    }
    if (hasBody) {
      const extracted = extract(body, state.keepalive);
      state.body = extracted.body;
      if (extracted.type !== null && !state.headers.has("content-type")) {
        state.headers.append("content-type", extracted.type);
      }
      if (extracted.body.source === undefined && duplex === undefined) {
        throw new TypeError("a body that is a stream needs the member 'duplex'");
      }
    } else if (inputBody !== null) {
      if (inputBody.isUnusable) throw new TypeError("the body was read already, or is being read");
      if (inputBody.hasStream) {
        state.body = new Body(undefined, inputBody.stream.pipeThrough(new TransformStream()));
      } else {
        state.body = new Body(inputBody.source);
        inputBody.isUsed = true;
      }
    }
    return state;
  }

  function convertSignal(signal, inputState, input) {
    if (signal === undefined) return inputState === null ? undefined : dependent([input.signal]);
    if (signal === null) return makeSignal();
    if (!isAbortSignal(signal)) throw new TypeError("the member 'signal' is no AbortSignal");
    return dependent([signal]);
  }

  function convertReferrer(text) {
    if (text === "") return "no-referrer";
    const record = native.parseURL(text, base());
    if (!record) throw new TypeError(`the referrer '${text}' is no valid URL`);
    if (record[0] === "about:client") return "about:client";
    return base() !== undefined && new URL(record[0]).origin === new URL(base()).origin ? record[0] : "about:client";
  }

  return {
    Request, isRequest, stateOf, makeState,
    make: (state) => new Request(token, state),
  };
});
