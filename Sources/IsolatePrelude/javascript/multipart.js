// multipart/form-data (RFC 7578, as HTML writes and Fetch reads it).
(function (native, use) {
  "use strict";
  const { bytesOf, isBlob, makeFile } = use("blob.js");
  const { FormData, listOf } = use("formdata.js");

  const encode = (text) => new Uint8Array(native.encodeUTF8(text));
  const escapeName = (name) => name.replace(/\r\n|\r|\n/g, "%0D%0A").replace(/"/g, "%22");
  const escapeFilename = (name) => name.replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/"/g, "%22");

  /** @returns `{ bytes, boundary }` */
  function serialize(form) {
    const boundary = `----meridian-${crypto.randomUUID()}`;
    const chunks = [];
    for (const [name, value] of listOf(form)) {
      const disposition = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"`;
      if (isBlob(value)) {
        const type = value.type || "application/octet-stream";
        chunks.push(encode(`${disposition}; filename="${escapeFilename(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`));
        chunks.push(bytesOf(value), encode("\r\n"));
      } else chunks.push(encode(`${disposition}\r\n\r\n${value.replace(/\r\n?|\n/g, "\r\n")}\r\n`));
    }
    chunks.push(encode(`--${boundary}--\r\n`));
    const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return { bytes, boundary };
  }

  function indexOf(bytes, pattern, from) {
    for (let index = bytes.indexOf(pattern[0], from); index >= 0; index = bytes.indexOf(pattern[0], index + 1)) {
      let matched = 1;
      while (matched < pattern.length && bytes[index + matched] === pattern[matched]) matched++;
      if (matched === pattern.length) return index;
    }
    return -1;
  }

  const fail = (what) => new TypeError(`the body is no multipart/form-data: ${what}`);
  const decode = (bytes) => native.decodeUTF8(bytes.slice(), false);

  function parse(bytes, boundary) {
    const form = new FormData();
    const delimiter = encode(`--${boundary}`);
    const separator = encode(`\r\n--${boundary}`);
    const startsWith = (pattern, at) => pattern.every((byte, index) => bytes[at + index] === byte);
    if (!startsWith(delimiter, 0)) throw fail("it does not begin with the boundary");
    let position = delimiter.length;
    for (;;) {
      if (bytes[position] === 0x2d && bytes[position + 1] === 0x2d) return form;
      if (bytes[position] !== 0x0d || bytes[position + 1] !== 0x0a) throw fail("a line does not end where it should");
      position += 2;
      const headersEnd = bytes[position] === 0x0d && bytes[position + 1] === 0x0a
        ? position : indexOf(bytes, encode("\r\n\r\n"), position);
      if (headersEnd < 0) throw fail("the headers of a part do not end");
      const headers = parseHeaders(decode(bytes.subarray(position, headersEnd)));
      position = headersEnd === position ? position + 2 : headersEnd + 4;
      const end = indexOf(bytes, separator, position);
      if (end < 0) throw fail("a part does not end");
      const content = bytes.subarray(position, end);
      if (headers.filename === undefined) form.append(headers.name, decode(content));
      else form.append(headers.name, makeFile(content.slice(), headers.filename, headers.type ?? "text/plain"));
      position = end + separator.length;
    }
  }

  function parseHeaders(text) {
    const result = {};
    for (const line of text.split("\r\n")) {
      const colon = line.indexOf(":");
      if (colon <= 0) throw fail("a part has a line that is no header");
      const name = line.slice(0, colon).trim().toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === "content-type") result.type = value;
      if (name !== "content-disposition") continue;
      if (!/^form-data\s*(;|$)/i.test(value)) throw fail("a part is not form-data");
      for (const [, key, quoted, plain] of value.matchAll(/;\s*([^=;\s]+)=(?:"([^"]*)"|([^;]*))/g)) {
        const parameter = (quoted ?? plain.trim()).replace(/%0A/gi, "\n").replace(/%0D/gi, "\r").replace(/%22/g, '"');
        if (key.toLowerCase() === "name") result.name = parameter;
        if (key.toLowerCase() === "filename") result.filename = parameter;
      }
    }
    if (result.name === undefined) throw fail("a part has no name");
    return result;
  }

  return { serialize, parse };
});
