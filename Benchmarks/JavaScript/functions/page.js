import { page } from "./_page.mjs";

export default {
  fetch: () => new Response(page("Lamps & more"), { headers: { "content-type": "text/html; charset=utf-8" } }),
};
