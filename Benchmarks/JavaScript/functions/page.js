// Made of page.jsx by the benchmark, which gives Node.js the same file.
import { page } from "./_page.mjs";

export default {
  fetch: () => new Response(page("Lamps & more"), { headers: { "content-type": "text/html; charset=utf-8" } }),
};
