// Pattern strings (URL Pattern §2): tokens, parts, and the regular expressions made of them.
(function (native) {
  "use strict";

  const isNamePart = (character, first) => {
    const point = character.codePointAt(0);
    if (character === "$" || character === "_") return true;
    if (!first && (point === 0x200c || point === 0x200d)) return true;
    return native.isIdentifierPart(point, first);
  };
  const isASCII = (character) => character.codePointAt(0) < 0x80;

  /**
   * Divides a pattern string.
   * @param lenient makes what is wrong a token of its own instead of an error
   */
  function tokenize(input, lenient = false) {
    const points = [...input];
    const tokens = [];
    let index = 0;
    const add = (type, next, value) => {
      tokens.push({ type, index, value });
      index = next;
    };
    const invalid = (next, message) => {
      if (!lenient) throw new TypeError(`the pattern '${input}' is not valid: ${message}`);
      add("invalid-char", next, points.slice(index, next).join(""));
    };
    while (index < points.length) {
      const character = points[index];
      switch (character) {
        case "*": add("asterisk", index + 1, "*"); break;
        case "+":
        case "?": add("other-modifier", index + 1, character); break;
        case "\\":
          if (index === points.length - 1) invalid(index + 1, "it ends in a backslash");
          else add("escaped-char", index + 2, points[index + 1]);
          break;
        case "{": add("open", index + 1, "{"); break;
        case "}": add("close", index + 1, "}"); break;
        case ":": {
          let end = index + 1;
          while (end < points.length && isNamePart(points[end], end === index + 1)) end++;
          if (end === index + 1) invalid(end, "a name is missing");
          else add("name", end, points.slice(index + 1, end).join(""));
          break;
        }
        case "(": {
          const end = endOfRegExp(points, index);
          if (typeof end === "string") invalid(index + 1, end);
          else add("regexp", end + 1, points.slice(index + 1, end).join(""));
          break;
        }
        default: add("char", index + 1, character);
      }
    }
    tokens.push({ type: "end", index, value: "" });
    return { tokens, points };
  }

  /** The place of the parenthesis that closes a group, or why there is none. */
  function endOfRegExp(points, start) {
    let depth = 1;
    for (let index = start + 1; index < points.length; index++) {
      const character = points[index];
      if (!isASCII(character)) return "a regular expression holds a character that is not ASCII";
      if (index === start + 1 && character === "?") return "a regular expression begins with a question mark";
      if (character === "\\") {
        if (index === points.length - 1 || !isASCII(points[index + 1])) return "an escape in a regular expression is not valid";
        index++;
      } else if (character === ")") {
        depth--;
        if (depth === 0) return index === start + 1 ? "a regular expression is empty" : index;
      } else if (character === "(") {
        depth++;
        if (points[index + 1] !== "?") return "a regular expression holds a group that captures";
      }
    }
    return "a regular expression does not end";
  }

  const escapeRegExp = (text) => text.replace(/[.+*?^${}()[\]|/\\]/g, "\\$&");
  const escapePattern = (text) => text.replace(/[+*?:{}()\\]/g, "\\$&");
  const segmentWildcard = (options) =>
    options.delimiter === "" ? "[^]+?" : `[^${escapeRegExp(options.delimiter)}]+?`;
  const fullWildcard = ".*";

  /**
   * Makes parts of a pattern string.
   * @param encode brings fixed text into the form it has in a URL
   */
  function parse(input, options, encode) {
    const { tokens } = tokenize(input);
    const parts = [];
    const wildcard = segmentWildcard(options);
    let index = 0;
    let pending = "";
    let nextName = 0;

    const take = (type) => (tokens[index].type === type ? tokens[index++] : undefined);
    const takeModifier = () => take("other-modifier") ?? take("asterisk");
    const takeText = () => {
      let text = "";
      for (let token; (token = take("char") ?? take("escaped-char"));) text += token.value;
      return text;
    };
    const require = (type) => {
      const token = take(type);
      if (token === undefined) {
        throw new TypeError(`the pattern '${input}' is not valid: '${tokens[index].value}' is unexpected`);
      }
      return token;
    };
    const flush = () => {
      if (pending === "") return;
      parts.push({ type: "fixed", value: encode(pending), modifier: "" });
      pending = "";
    };
    const add = (prefix, name, regexp, suffix, modifierToken) => {
      const modifier = modifierToken?.value ?? "";
      if (name === undefined && regexp === undefined && modifier === "") {
        pending += prefix;
        return;
      }
      flush();
      if (name === undefined && regexp === undefined) {
        if (prefix !== "") parts.push({ type: "fixed", value: encode(prefix), modifier });
        return;
      }
      let value = regexp === undefined ? wildcard : regexp.type === "asterisk" ? fullWildcard : regexp.value;
      let type = "regexp";
      if (value === wildcard) [type, value] = ["segment", ""];
      else if (value === fullWildcard) [type, value] = ["full", ""];
      const key = name === undefined ? `${nextName++}` : name.value;
      if (parts.some((part) => part.name === key)) throw new TypeError(`the pattern '${input}' has the name '${key}' twice`);
      parts.push({ type, value, modifier, name: key, prefix: encode(prefix), suffix: encode(suffix) });
    };

    while (index < tokens.length) {
      const char = take("char");
      const name = take("name");
      const regexp = take("regexp") ?? (name === undefined ? take("asterisk") : undefined);
      if (name !== undefined || regexp !== undefined) {
        let prefix = char?.value ?? "";
        if (prefix !== "" && prefix !== options.prefix) {
          pending += prefix;
          prefix = "";
        }
        flush();
        add(prefix, name, regexp, "", takeModifier());
        continue;
      }
      const fixed = char ?? take("escaped-char");
      if (fixed !== undefined) {
        pending += fixed.value;
        continue;
      }
      if (take("open") !== undefined) {
        const prefix = takeText();
        const name = take("name");
        const regexp = take("regexp") ?? (name === undefined ? take("asterisk") : undefined);
        const suffix = takeText();
        require("close");
        add(prefix, name, regexp, suffix, takeModifier());
        continue;
      }
      flush();
      require("end");
    }
    return parts;
  }

  /** @returns the source of a regular expression, and the names of its groups */
  function toRegExp(parts, options) {
    let source = "^";
    const names = [];
    for (const part of parts) {
      const { type, modifier } = part;
      if (type === "fixed") {
        const text = escapeRegExp(part.value);
        source += modifier === "" ? text : `(?:${text})${modifier}`;
        continue;
      }
      names.push(part.name);
      const inner = type === "segment" ? segmentWildcard(options) : type === "full" ? fullWildcard : part.value;
      const prefix = escapeRegExp(part.prefix);
      const suffix = escapeRegExp(part.suffix);
      if (prefix === "" && suffix === "") {
        source += modifier === "" || modifier === "?" ? `(${inner})${modifier}` : `((?:${inner})${modifier})`;
      } else if (modifier === "" || modifier === "?") source += `(?:${prefix}(${inner})${suffix})${modifier}`;
      else {
        source += `(?:${prefix}((?:${inner})(?:${suffix}${prefix}(?:${inner}))*)${suffix})${modifier === "*" ? "?" : ""}`;
      }
    }
    return { source: `${source}$`, names };
  }

  /** The pattern string of parts, in its one normal form. */
  function toPattern(parts, options) {
    let result = "";
    parts.forEach((part, index) => {
      const previous = parts[index - 1];
      const next = parts[index + 1];
      const { type, modifier } = part;
      if (type === "fixed") {
        const text = escapePattern(part.value);
        result += modifier === "" ? text : `{${text}}${modifier}`;
        return;
      }
      const isCustomName = !/^[0-9]/.test(part.name);
      let needsGrouping = part.suffix !== "" || (part.prefix !== "" && part.prefix !== options.prefix);
      if (!needsGrouping && isCustomName && type === "segment" && modifier === "" && next !== undefined &&
          (next.prefix ?? "") === "" && (next.suffix ?? "") === "") {
        needsGrouping = next.type === "fixed"
          ? isNamePart([...next.value][0] ?? " ", false)
          : /^[0-9]/.test(next.name);
      }
      if (!needsGrouping && part.prefix === "" && previous?.type === "fixed" && options.prefix !== "" &&
          [...previous.value].at(-1) === options.prefix) {
        needsGrouping = true;
      }
      if (needsGrouping) result += "{";
      result += escapePattern(part.prefix);
      if (isCustomName) result += `:${part.name}`;
      if (type === "regexp") result += `(${part.value})`;
      else if (type === "segment" && !isCustomName) result += `(${segmentWildcard(options)})`;
      else if (type === "full") {
        const canBeStar = !isCustomName && (previous === undefined || previous.type === "fixed" ||
          previous.modifier !== "" || needsGrouping || part.prefix !== "");
        result += canBeStar ? "*" : "(.*)";
      }
      if (type === "segment" && isCustomName && part.suffix !== "" && isNamePart([...part.suffix][0], false)) result += "\\";
      result += escapePattern(part.suffix);
      if (needsGrouping) result += "}";
      result += modifier;
    });
    return result;
  }

  return { tokenize, parse, toRegExp, toPattern, escapePattern };
});
