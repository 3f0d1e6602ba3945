// Node's own server answering directly, with no gateway before it and no worker behind it. It listens on PORT, or on
// the socket that it inherits as SOCKET_FD.
const server = require("node:http").createServer((request, response) => {
  response.setHeader("content-type", "text/plain; charset=utf-8");
  response.end("Hello, World!");
});
const { PORT, SOCKET_FD } = process.env;
server.listen(SOCKET_FD ? { fd: Number(SOCKET_FD) } : { port: Number(PORT), host: "127.0.0.1" });
