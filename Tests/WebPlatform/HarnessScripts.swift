/// What the tests expect around them beside the harness.
enum HarnessScripts {
    /// Runs before the harness: where the test is, and its files by `fetch`.
    static func before(url: String) -> String {
        """
        globalThis.GLOBAL = { isWindow: () => false, isWorker: () => true, isShadowRealm: () => false };
        {
          const { href, origin, protocol, host, hostname, port, pathname, search, hash } = new URL("\(url)");
          globalThis.location = {
            href, origin, protocol, host, hostname, port, pathname, search, hash, toString: () => href,
          };
        }
        {
          const outward = globalThis.fetch;
          globalThis.fetch = async function fetch(input, init) {
            const text = typeof input === "string" ? input : input.url ?? String(input);
            const url = new URL(text, location);
            if (url.host !== location.host) return outward(input, init);
            const bytes = __read(decodeURIComponent(url.pathname));
            return bytes === null ? new Response("", { status: 404 }) : new Response(bytes);
          };
        }
        """
    }

    /// Runs after the harness, which it would make look for a page: takes its results, and says as what the tests of
    /// interfaces are to see the world.
    static let after = """
        globalThis.DedicatedWorkerGlobalScope = class DedicatedWorkerGlobalScope {
          static [Symbol.hasInstance](value) { return value === globalThis; }
        };
        setup({ explicit_timeout: true, explicit_done: true });
        add_completion_callback((tests, status) => {
          __report(JSON.stringify({
            status: status.status, message: status.message,
            tests: tests.map(({ name, status, message }) => ({ name: name.toWellFormed(), status, message })),
          }));
        });
        """
}
