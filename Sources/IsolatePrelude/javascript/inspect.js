// Values as text for a log (Console §2.2, §2.3).
(function () {
  "use strict";
  const deepest = 4;
  const longest = 100;

  /** Joins what console methods are given; the first may hold `%s`, `%d`, `%i`, `%f`, `%o`, `%O`, `%c`, `%j`. */
  function format(parameters) {
    const rest = [...parameters];
    let text = "";
    if (typeof rest[0] === "string" && rest.length > 1 && rest[0].includes("%")) {
      text = rest.shift().replace(/%[sdifoOcj%]/g, (specifier) => {
        if (specifier === "%%") return "%";
        if (rest.length === 0) return specifier;
        const value = rest.shift();
        switch (specifier) {
          case "%s": return typeof value === "object" && value !== null ? inspect(value) : String(value);
          case "%d":
          case "%i": return typeof value === "symbol" ? "NaN" : String(parseInt(value, 10));
          case "%f": return typeof value === "symbol" ? "NaN" : String(parseFloat(value));
          case "%j": return JSON.stringify(value);
          case "%c": return "";
          default: return inspect(value);
        }
      });
      if (rest.length > 0) text += " ";
    }
    return text + rest.map((value) => (typeof value === "string" ? value : inspect(value))).join(" ");
  }

  function inspect(value, depth = 0, seen = []) {
    switch (typeof value) {
      case "string": return JSON.stringify(value);
      case "bigint": return `${value}n`;
      case "symbol": return value.toString();
      case "function": return describeFunction(value);
      case "object": break;
      default: return Object.is(value, -0) ? "-0" : String(value);
    }
    if (value === null) return "null";
    if (seen.includes(value)) return "[circular]";
    try {
      return inspectObject(value, depth, [...seen, value]);
    } catch (error) {
      return `[an object that can't be shown: ${error?.message}]`;
    }
  }

  function describeFunction(value) {
    const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
    return value.name === "" ? `[${kind}]` : `[${kind} ${value.name}]`;
  }

  function inspectObject(value, depth, seen) {
    if (value instanceof Error) return inspectError(value, depth, seen);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    if (value instanceof RegExp) return String(value);
    const name = value.constructor?.name ?? (Object.getPrototypeOf(value) === null ? "[null prototype]" : "");
    if (depth >= deepest) return Array.isArray(value) ? "[…]" : `[${name || "Object"}]`;
    const show = (item) => inspect(item, depth + 1, seen);
    if (Array.isArray(value)) return list("[", "]", Array.from(value, (item) => show(item)), value.length);
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return `${name}(${value.length}) ${list("[", "]", Array.from(value.subarray(0, longest), (item) => show(item)), value.length)}`;
    }
    if (value instanceof ArrayBuffer) return `ArrayBuffer(${value.byteLength})`;
    if (value instanceof Map) {
      return `Map(${value.size}) ${list("{", "}", [...value].map(([key, item]) => `${show(key)} => ${show(item)}`))}`;
    }
    if (value instanceof Set) return `Set(${value.size}) ${list("{", "}", [...value].map(show))}`;
    if (value instanceof Promise) return "Promise";
    if (typeof Headers === "function" && value instanceof Headers) {
      return `Headers ${list("{", "}", [...value].map(([key, item]) => `${key}: ${show(item)}`))}`;
    }
    if (value instanceof URL || value instanceof URLSearchParams) return `${name} ${JSON.stringify(String(value))}`;
    const properties = Object.keys(value).map((key) => {
      const { get, value: item } = Object.getOwnPropertyDescriptor(value, key);
      const shown = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
      return `${shown}: ${get ? "[getter]" : show(item)}`;
    });
    const text = list("{", "}", properties);
    return name === "Object" || name === "" ? text : `${name} ${text}`;
  }

  function list(open, close, items, count = items.length) {
    if (count === 0) return open + close;
    const shown = items.slice(0, longest);
    if (count > longest) shown.push(`… ${count - longest} more`);
    const line = shown.join(", ");
    if (line.length <= 72 && !line.includes("\n")) return open === "[" ? `[${line}]` : `{ ${line} }`;
    return `${open}\n${shown.map((item) => `  ${item.replaceAll("\n", "\n  ")}`).join(",\n")}\n${close}`;
  }

  function inspectError(error, depth, seen) {
    const head = `${error.name}: ${error.message}`;
    const stack = typeof error.stack === "string" ? formatStack(error.stack) : "";
    let text = stack === "" ? head : `${head}\n${stack}`;
    if (error.cause !== undefined) text += `\n  caused by: ${inspect(error.cause, depth + 1, seen).replaceAll("\n", "\n  ")}`;
    if (Array.isArray(error.errors)) text += `\n  errors: ${inspect(error.errors, depth + 1, seen).replaceAll("\n", "\n  ")}`;
    return text;
  }

  let mapPlace = (place) => place;

  /** `    at function (file:line:column)` for each frame of the engine's own `function@file:line:column`. */
  function formatStack(stack) {
    const lines = [];
    for (const frame of stack.split("\n")) {
      const [, name, place] = /^(?:(.*)@)?(.*)$/.exec(frame);
      if (place === "" || place.startsWith("meridian:") || place.includes("[native code]")) continue;
      const mapped = mapPlace(place);
      lines.push(name ? `    at ${name} (${mapped})` : `    at ${mapped}`);
    }
    return lines.join("\n");
  }

  return {
    format, inspect, formatStack,
    /** Sets how places in a bundle become places in its author's files. */
    setMapping(map) {
      mapPlace = map;
    },
  };
});
