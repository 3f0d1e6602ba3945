// MIME types (WHATWG MIME Sniffing §4).
(function () {
  "use strict";
  const tokenPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const quotedPattern = /^[\t\x20-\x7e\x80-\xff]*$/;
  const trim = (text) => text.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");

  /** @returns `{ essence, parameters }`, or null when the text is no MIME type */
  function parse(text) {
    text = trim(text);
    const slash = text.indexOf("/");
    if (slash < 0) return null;
    const type = text.slice(0, slash);
    let position = text.indexOf(";", slash);
    if (position < 0) position = text.length;
    const subtype = text.slice(slash + 1, position).replace(/[\t\n\r ]+$/, "");
    if (!tokenPattern.test(type) || !tokenPattern.test(subtype)) return null;
    const parameters = new Map();
    while (position < text.length) {
      position++;
      while (/[\t\n\r ]/.test(text[position] ?? "")) position++;
      let end = position;
      while (end < text.length && text[end] !== ";" && text[end] !== "=") end++;
      const name = text.slice(position, end).toLowerCase();
      position = end;
      if (text[position] !== "=") continue;
      position++;
      let value;
      if (text[position] === '"') {
        value = "";
        position++;
        while (position < text.length && text[position] !== '"') {
          if (text[position] === "\\" && position + 1 < text.length) position++;
          value += text[position++];
        }
        while (position < text.length && text[position] !== ";") position++;
      } else {
        end = text.indexOf(";", position);
        if (end < 0) end = text.length;
        value = text.slice(position, end).replace(/[\t\n\r ]+$/, "");
        position = end;
        if (value === "") continue;
      }
      if (tokenPattern.test(name) && quotedPattern.test(value) && !parameters.has(name)) parameters.set(name, value);
    }
    return { essence: `${type}/${subtype}`.toLowerCase(), parameters };
  }

  function serialize({ essence, parameters }) {
    let text = essence;
    for (const [name, value] of parameters) {
      const quoted = tokenPattern.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
      text += `;${name}=${quoted}`;
    }
    return text;
  }

  /** The type of a header's value, which may list several (Fetch §2.2.2, "extract a MIME type"). */
  function extract(value) {
    if (value === null) return null;
    let result = null;
    let charset = null;
    let essence = null;
    for (const part of split(value)) {
      const type = parse(part);
      if (type === null || type.essence === "*/*") continue;
      result = type;
      if (type.essence !== essence) {
        charset = type.parameters.get("charset") ?? null;
        essence = type.essence;
      } else if (!type.parameters.has("charset") && charset !== null) type.parameters.set("charset", charset);
    }
    return result;
  }

  /** Divides at commas outside quotes. */
  function split(value) {
    const parts = [];
    let part = "";
    let isQuoted = false;
    for (let index = 0; index < value.length; index++) {
      const character = value[index];
      if (isQuoted && character === "\\") part += character + (value[++index] ?? "");
      else if (character === "," && !isQuoted) {
        parts.push(part);
        part = "";
      } else {
        if (character === '"') isQuoted = !isQuoted;
        part += character;
      }
    }
    parts.push(part);
    return parts;
  }

  return { parse, serialize, extract };
});
