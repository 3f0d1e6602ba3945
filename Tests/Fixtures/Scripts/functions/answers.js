// Answers of every form, by the query.
const forms = {
  text: () => new Response("text ☂", { headers: { "content-type": "text/plain; charset=utf-8", "x-own": "1" } }),
  empty: () => new Response(null, { status: 204 }),
  bytes: () => new Response(Uint8Array.from({ length: 256 }, (_, index) => index), {
    headers: { "content-type": "application/octet-stream" } }),
  cookies: () => {
    const response = new Response("cookies", { headers: { "content-type": "text/plain" } });
    response.headers.append("set-cookie", "a=1; Path=/");
    response.headers.append("set-cookie", "b=2; Path=/");
    return response;
  },
  redirect: () => Response.redirect("http://example.com/elsewhere", 303),
  stream: () => new Response(new ReadableStream({
    async start(controller) {
      for (let count = 0; count < 5; count++) {
        controller.enqueue(new TextEncoder().encode(`part ${count}\n`));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      controller.close();
    },
  }), { headers: { "content-type": "text/plain" } }),
  throws: () => { throw new RangeError("on purpose"); },
  rejects: async () => { throw new RangeError("on purpose"); },
  nothing: () => undefined,
};

export default {
  fetch(request) {
    return forms[new URL(request.url).searchParams.get("form")]();
  },
};
