// Node's own server answering directly: no gateway, no worker behind it.
const server = require("node:http").createServer((request, response) => {
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end("Hello, World!");
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
