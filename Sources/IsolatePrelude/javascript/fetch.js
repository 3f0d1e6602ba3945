// fetch (Fetch §5.6): what it is asked for goes to the host, but for data: and blob: URLs.
(function (native, use) {
  "use strict";
  const { requireArguments } = use("webidl.js");
  const { Request, stateOf: requestState } = use("request.js");
  const { make: makeResponse, makeState } = use("response.js");
  const { Body } = use("body.js");
  const { addAlgorithm, removeAlgorithm } = use("abort.js");
  const P = use("promises.js");

  /** What answers requests by network; the host sets it. */
  let network = () => ({ response: P.rejectedWith(new TypeError("fetch failed: there is no network here")) });

  function fetch(input, init = undefined) {
    let request;
    try {
      requireArguments(arguments.length, 1, "fetch");
      request = new Request(input, init);
    } catch (error) {
      return P.rejectedWith(error);
    }
    const state = requestState(request);
    const { signal } = request;
    if (signal.aborted) return aborted(state, signal);
    const scheme = state.url.slice(0, state.url.indexOf(":"));
    switch (scheme) {
      case "data": return P.invoke(fetchData, undefined, [state]);
      case "blob": return P.invoke(fetchBlob, undefined, [state]);
      case "http":
      case "https": return fetchNetwork(network, state, signal);
      default: return P.rejectedWith(new TypeError(`fetch failed: the scheme '${scheme}' is not one that can be fetched`));
    }
  }

  /** Hands a request to `connect`, whatever its URL. */
  function fetchBy(connect, request) {
    const state = requestState(request);
    return request.signal.aborted ? aborted(state, request.signal) : fetchNetwork(connect, state, request.signal);
  }

  function aborted(state, signal) {
    abortBody(state, signal.reason);
    return P.rejectedWith(signal.reason);
  }

  function abortBody(state, reason) {
    if (state.body?.hasStream && !state.body.isLocked) {
      P.markHandled(use("readable.js").cancel(use("readable.js").stateOf(state.body.stream), reason));
    }
  }

  function fetchNetwork(connect, state, signal) {
    const { promise, resolve, reject } = P.deferred();
    const exchange = connect(state);
    const abort = () => {
      abortBody(state, signal.reason);
      exchange.abort?.(signal.reason);
      reject(signal.reason);
    };
    addAlgorithm(signal, abort);
    P.transform(exchange.response, resolve, (error) => {
      removeAlgorithm(signal, abort);
      reject(error);
    });
    return promise;
  }

  function answer(url, bytes, headers, status = 200, statusText = "OK") {
    const response = makeState();
    Object.assign(response, { type: "basic", url, status, statusText, guard: "immutable", body: new Body(bytes) });
    for (const [name, value] of headers) response.headers.append(name, value);
    return makeResponse(response);
  }

  function fetchData(state) {
    const data = parseDataURL(state.url);
    if (data === null) throw new TypeError("fetch failed: the data: URL is malformed");
    return answer(state.url, state.method === "HEAD" ? new Uint8Array(0) : data.bytes, [["content-type", data.type]]);
  }

  /** The data: URL processor (Fetch §6). */
  function parseDataURL(url) {
    const text = use("url.js").withoutFragment(url).slice(5);
    const comma = text.indexOf(",");
    if (comma < 0) return null;
    let type = text.slice(0, comma).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "");
    let bytes = percentDecode(text.slice(comma + 1));
    const base64 = /;[ ]*base64$/i.exec(type);
    if (base64) {
      const decoded = native.base64Decode(use("base64.js").toBinaryString(bytes));
      if (decoded === null) return null;
      bytes = new Uint8Array(decoded);
      type = type.slice(0, base64.index);
    }
    if (type.startsWith(";")) type = `text/plain${type}`;
    const { parse, serialize } = use("mimetype.js");
    const parsed = parse(type);
    return { bytes, type: parsed === null ? "text/plain;charset=US-ASCII" : serialize(parsed) };
  }

  function percentDecode(text) {
    const bytes = new Uint8Array(native.encodeUTF8(text));
    const result = new Uint8Array(bytes.length);
    const digit = (byte) => {
      const value = parseInt(String.fromCharCode(byte), 16);
      return Number.isNaN(value) ? -1 : value;
    };
    let length = 0;
    for (let index = 0; index < bytes.length; index++) {
      let byte = bytes[index];
      if (byte === 0x25 && index + 2 < bytes.length) {
        const high = digit(bytes[index + 1]);
        const low = digit(bytes[index + 2]);
        if (high >= 0 && low >= 0) {
          byte = high * 16 + low;
          index += 2;
        }
      }
      result[length++] = byte;
    }
    return result.slice(0, length);
  }

  function fetchBlob(state) {
    const { blob } = state;
    if (blob === undefined) throw new TypeError("fetch failed: there is no blob under that URL");
    if (state.method !== "GET") throw new TypeError("fetch failed: a blob: URL can be fetched by GET only");
    const bytes = use("blob.js").bytesOf(blob);
    const headers = [["content-length", `${bytes.length}`], ["content-type", blob.type]];
    const range = state.headers.get("range");
    if (range === null) return answer(state.url, bytes, headers);
    const [, from, to] = /^bytes=[\t ]*(\d*)[\t ]*-[\t ]*(\d*)$/.exec(range) ?? [];
    if (from === undefined || (from === "" && to === "")) throw new TypeError("fetch failed: the range is malformed");
    const start = from === "" ? Math.max(0, bytes.length - Number(to)) : Number(from);
    const end = from === "" || to === "" ? bytes.length - 1 : Math.min(Number(to), bytes.length - 1);
    if (start > end) throw new TypeError("fetch failed: the range lies outside the blob");
    return answer(state.url, bytes.slice(start, end + 1), [
      ["content-length", `${end - start + 1}`], ["content-type", blob.type],
      ["content-range", `bytes ${start}-${end}/${bytes.length}`],
    ], 206, "Partial Content");
  }

  return {
    fetch,
    fetchBy,
    setNetwork(value) {
      network = value;
    },
  };
});
