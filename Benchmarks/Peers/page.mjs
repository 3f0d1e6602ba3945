// The page of JavaScript/functions/page.js, by Node's own server. It listens on PORT; PAGE is the file of the bundle.
import { createServer } from "node:http";

const { page } = await import(process.env.PAGE);

createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(request.url === "/hello" ? "Hello, World!" : page("Lamps & more"));
}).listen(Number(process.env.PORT), "127.0.0.1");
