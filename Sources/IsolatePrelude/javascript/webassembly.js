// What the Web adds to WebAssembly (WebAssembly Web API §3): modules from responses.
(function (native, use) {
  "use strict";
  const P = use("promises.js");
  const { isResponse, stateOf } = use("response.js");
  const { compile, instantiate } = WebAssembly;
  const { arrayBuffer } = Response.prototype;
  const apply = Reflect.apply;

  function takeBytes(response) {
    if (!isResponse(response)) throw new TypeError("a module is compiled from a Response; this is none");
    const state = stateOf(response);
    const type = state.headers.get("content-type");
    if (type === null || type.toLowerCase() !== "application/wasm") {
      throw new TypeError(`the response's type is ${type === null ? "missing" : `'${type}'`}, not 'application/wasm'`);
    }
    if (state.status < 200 || state.status > 299) {
      throw new TypeError(`the response has the status ${state.status} and is no module`);
    }
    return apply(arrayBuffer, response, []);
  }

  function compileStreaming(source) {
    return P.transform(P.transform(P.resolvedWith(source), takeBytes), (bytes) => compile(bytes));
  }

  function instantiateStreaming(source, imports) {
    return P.transform(compileStreaming(source), (module) =>
      P.transform(instantiate(module, imports), (instance) => ({ module, instance })));
  }

  return { compileStreaming, instantiateStreaming };
});
