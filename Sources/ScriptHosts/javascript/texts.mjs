// Bodies where a platform has room for a text only.

const textTypes = new Set([
  'application/xml', 'application/javascript', 'application/ecmascript', 'application/x-www-form-urlencoded',
  'application/graphql', 'application/yaml', 'image/svg+xml',
]);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether a body of a content type is text. */
export function isText(contentType) {
  const essence = contentType.toLowerCase().split(/[; ]/, 1)[0];
  return /^text\/|\+xml$|\+json$|^application\/json$/.test(essence) || textTypes.has(essence);
}

/** The text that bytes are, or nothing when they are none. */
export function textOf(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A value as JSON: what a handler has returned, or the body of its answer. */
export async function valueOf(result) {
  if (!(result instanceof Response)) return result;
  const bytes = Buffer.from(await result.arrayBuffer());
  const text = textOf(bytes);
  if (text === '') return undefined;
  if (text === undefined) return bytes.toString('base64');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The fields of an answer as `[name, value]`, without what belongs to a connection; each cookie is one of its own. */
export function fieldsOf(headers) {
  const left = [...headers].filter(([name]) =>
    !['content-length', 'connection', 'transfer-encoding', 'set-cookie'].includes(name));
  return [...left, ...headers.getSetCookie().map((cookie) => ['set-cookie', cookie])];
}

/** Adds fields to `headers`, leaving out what is none. */
export function addFields(headers, fields) {
  for (const [name, value] of fields) {
    try {
      headers.append(name, value);
    } catch {
      // A name or value that HTTP does not have can't have come by HTTP.
    }
  }
}
