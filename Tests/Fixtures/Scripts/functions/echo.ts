export default {
  async fetch(request: Request, env: Record<string, string>): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    return Response.json({
      method: request.method, pathname, search, type: request.headers.get("content-type"),
      id: request.headers.get("x-request-id"), length: body.length, greeting: env.GREETING,
      digest: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 12),
    });
  },
};
