// Other services by the names that meridian.yml gives them: env.NAME.fetch(request).
(function (native, use) {
  "use strict";
  const { requireArguments } = use("webidl.js");
  const { fetchBy } = use("fetch.js");
  const { Request } = use("request.js");
  const { connect } = use("network.js");
  const P = use("promises.js");

  class ServiceBinding {
    #name;
    constructor(name) {
      this.#name = name;
    }

    /**
     * Calls the service as fetch does a server, without leaving the platform. The address's host is of no importance;
     * a path alone will do. A redirect is handed back as it came.
     */
    fetch(input, init = undefined) {
      try {
        requireArguments(arguments.length, 1, "fetch");
        const name = this.#name;
        const isPath = typeof input === "string" && input.startsWith("/") && !input.startsWith("//");
        const request = new Request(isPath ? `http://${name.toLowerCase().replaceAll("_", "-")}${input}` : input, init);
        return fetchBy((state) => connect(state, name), request);
      } catch (error) {
        return P.rejectedWith(error);
      }
    }

    get [Symbol.toStringTag]() {
      return "ServiceBinding";
    }
  }

  return { make: (name) => new ServiceBinding(name) };
});
