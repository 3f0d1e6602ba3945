// multipart/form-data (RFC 7578, as HTML writes and Fetch reads it).
(function (native, use) {
  "use strict";
  const { bytesOf, isBlob, makeFile } = use("blob.js");
  const { FormData, listOf } = use("formdata.js");
  const { isName, normalize } = use("headers.js");
  const { extract: extractMIMEType, serialize: serializeMIMEType } = use("mimetype.js");

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
  const isPadding = (byte) => byte === 0x20 || byte === 0x09;

  function parse(bytes, boundary) {
    if (boundary === "") throw fail("its boundary is empty");
    const form = new FormData();
    const separator = encode(`\r\n--${boundary}`);
    const delimiter = separator.subarray(2);
    if (!delimiter.every((byte, index) => bytes[index] === byte)) throw fail("it does not begin with the boundary");
    let position = delimiter.length;
    for (;;) {
      const isLast = bytes[position] === 0x2d && bytes[position + 1] === 0x2d;
      if (isLast) position += 2;
      while (isPadding(bytes[position])) position++;
      if (isLast && position === bytes.length) return form;
      if (bytes[position] !== 0x0d || bytes[position + 1] !== 0x0a) throw fail("a line does not end where it should");
      if (isLast) return form;
      position += 2;
      const headersEnd = indexOf(bytes, encode("\r\n\r\n"), position);
      if (headersEnd < 0) throw fail("the headers of a part do not end");
      const headers = parseHeaders(decode(bytes.subarray(position, headersEnd)));
      position = headersEnd + 4;
      const end = indexOf(bytes, separator, position);
      if (end < 0) throw fail("a part does not end");
      const content = bytes.subarray(position, end);
      if (headers.filename === undefined) form.append(headers.name, decode(content));
      else form.append(headers.name, makeFile(content.slice(), headers.filename, headers.type, 0));
      position = end + separator.length;
    }
  }

  function parseHeaders(text) {
    const result = { type: "text/plain" };
    const types = [];
    for (const line of text.split("\r\n")) {
      if (/[\r\n\0]/.test(line)) throw fail("a header has a character that none can have");
      const colon = line.indexOf(":");
      const name = normalize(line.slice(0, Math.max(0, colon))).toLowerCase();
      if (!isName(name)) throw fail("a part has a line that is no header");
      const value = normalize(line.slice(colon + 1));
      if (name === "content-type") types.push(value);
      if (name === "content-disposition") parseDisposition(value, result);
    }
    if (result.name === undefined) throw fail("a part has no name");
    if (types.length > 0) {
      const type = extractMIMEType(types.join(", "));
      result.type = type === null ? "" : serializeMIMEType(type);
    }
    return result;
  }

  // What was escaped when it was written stays so: nothing tells it from a name that had a percent sign.
  function parseDisposition(value, result) {
    if (!/^form-data\s*(;|$)/i.test(value)) throw fail("a part is not form-data");
    for (const [, key, quoted, plain] of value.matchAll(/;\s*([^=;\s]+)=(?:"([^"]*)"|([^;]*))/g)) {
      const parameter = quoted ?? normalize(plain);
      if (key.toLowerCase() === "name") result.name = parameter;
      if (key.toLowerCase() === "filename") result.filename = parameter;
    }
  }

  return { serialize, parse };
});
