// The page of JavaScript/functions/page.js, by Node's own server. It listens on PORT.
import { createServer } from "node:http";
import { page } from "../JavaScript/functions/_page.mjs";

createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(request.url === "/hello" ? "Hello, World!" : page("Lamps & more"));
}).listen(Number(process.env.PORT), "127.0.0.1");
