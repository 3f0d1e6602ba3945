// Headers (Fetch §5.1).
(function (native, use) {
  "use strict";
  const { requireArguments, toByteString, toSequence, toRecord, defineInterface, definePairIterable } = use("webidl.js");

  const token = Symbol();
  const namePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const forbiddenValue = /[\0\r\n]/;

  const isName = (name) => namePattern.test(name);
  const normalize = (value) => value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
  const isValue = (value) => !forbiddenValue.test(value);

  /**
   * A header list: names in lower case with their values, in order. Which names a browser keeps from a script does
   * not matter on a server, so that a guard is `immutable`, `request-no-cors` or none.
   */
  class HeaderList {
    #entries;

    /** @param entries gives the pairs when they are first looked at */
    constructor(entries = undefined) {
      this.#entries = entries ?? [];
    }

    get entries() {
      if (typeof this.#entries === "function") this.#entries = this.#entries();
      return this.#entries;
    }

    set entries(value) {
      this.#entries = value;
    }

    get(name) {
      name = name.toLowerCase();
      let result = null;
      for (const [key, value] of this.entries) {
        if (key === name) result = result === null ? value : `${result}, ${value}`;
      }
      return result;
    }

    has(name) {
      name = name.toLowerCase();
      return this.entries.some((entry) => entry[0] === name);
    }

    append(name, value) {
      this.entries.push([name.toLowerCase(), value]);
    }

    set(name, value) {
      name = name.toLowerCase();
      const index = this.entries.findIndex((entry) => entry[0] === name);
      if (index < 0) this.entries.push([name, value]);
      else {
        this.entries[index] = [name, value];
        this.entries = this.entries.filter((entry, place) => place <= index || entry[0] !== name);
      }
    }

    delete(name) {
      name = name.toLowerCase();
      this.entries = this.entries.filter((entry) => entry[0] !== name);
    }

    getSetCookie() {
      return this.entries.filter((entry) => entry[0] === "set-cookie").map((entry) => entry[1]);
    }

    copy() {
      const list = new HeaderList();
      list.entries = this.entries.slice();
      return list;
    }

    /** Sorted by name, values joined but for cookies that are set. */
    sorted() {
      const names = [...new Set(this.entries.map((entry) => entry[0]))].sort();
      const result = [];
      for (const name of names) {
        if (name === "set-cookie") for (const value of this.getSetCookie()) result.push([name, value]);
        else result.push([name, this.get(name)]);
      }
      return result;
    }
  }

  let stateOf;
  let isHeaders;

  class Headers {
    #list;
    #guard = "none";

    constructor(init = undefined) {
      if (init === token) {
        this.#list = arguments[1];
        this.#guard = arguments[2];
        return;
      }
      this.#list = new HeaderList();
      if (init !== undefined) fill(this, init);
    }

    append(name, value) {
      this.#list;
      requireArguments(arguments.length, 2, "append");
      append(this, toByteString(name), toByteString(value));
    }

    delete(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "delete");
      name = checkName(toByteString(name));
      checkGuard(this.#guard);
      if (this.#guard === "request-no-cors" && !isSafelistedName(name) && name.toLowerCase() !== "range") return;
      list.delete(name);
    }

    get(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "get");
      return list.get(checkName(toByteString(name)));
    }

    getSetCookie() { return this.#list.getSetCookie(); }

    has(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "has");
      return list.has(checkName(toByteString(name)));
    }

    set(name, value) {
      const list = this.#list;
      requireArguments(arguments.length, 2, "set");
      name = toByteString(name);
      value = normalize(toByteString(value));
      checkName(name);
      checkValue(value);
      checkGuard(this.#guard);
      if (this.#guard === "request-no-cors" && !isSafelisted(name, value)) return;
      list.set(name, value);
    }

    static {
      stateOf = (headers) => ({ list: headers.#list, guard: headers.#guard });
      isHeaders = (value) => typeof value === "object" && value !== null && #list in value;
    }
  }
  defineInterface(Headers);
  definePairIterable(Headers, "Headers", (headers) => stateOf(headers).list.sorted());

  function checkName(name) {
    if (!isName(name)) throw new TypeError(`'${name}' is not the name of a header`);
    return name;
  }

  function checkValue(value) {
    if (!isValue(value)) throw new TypeError("the value of a header holds a line end or a zero");
  }

  function checkGuard(guard) {
    if (guard === "immutable") throw new TypeError("the headers can't be changed");
  }

  const safelistedNames = ["accept", "accept-language", "content-language", "content-type"];
  const isSafelistedName = (name) => safelistedNames.includes(name.toLowerCase());
  const unsafe = /[\0-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/;

  /** Whether a header may go with a request that other origins did not agree to. */
  function isSafelisted(name, value) {
    if (value.length > 128) return false;
    switch (name.toLowerCase()) {
      case "accept": return !unsafe.test(value);
      case "accept-language":
      case "content-language": return /^[0-9A-Za-z *,\-.;=]*$/.test(value);
      case "content-type": {
        if (unsafe.test(value)) return false;
        const essence = use("mimetype.js").parse(value)?.essence;
        return ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"].includes(essence);
      }
      default: return false;
    }
  }

  function append(headers, name, value) {
    value = normalize(value);
    checkName(name);
    checkValue(value);
    const { list, guard } = stateOf(headers);
    checkGuard(guard);
    if (guard === "request-no-cors") {
      const before = list.get(name);
      if (!isSafelisted(name, before === null ? value : `${before}, ${value}`)) return;
    }
    list.append(name, value);
  }

  function fill(headers, init) {
    if (init === null || (typeof init !== "object" && typeof init !== "function")) {
      throw new TypeError("the headers are neither a sequence of pairs nor a record");
    }
    const method = init[Symbol.iterator];
    if (method !== undefined && method !== null) {
      if (isHeaders(init) && method === Headers.prototype[Symbol.iterator]) {
        for (const [name, value] of stateOf(init).list.entries) append(headers, name, value);
        return;
      }
      const pairs = toSequence(init, (pair) => {
        const converted = toSequence(pair, toByteString, "the pair");
        if (converted.length !== 2) throw new TypeError("a pair does not have two elements");
        return converted;
      });
      for (const [name, value] of pairs) append(headers, name, value);
    } else {
      for (const [name, value] of toRecord(init, toByteString, toByteString)) append(headers, name, value);
    }
  }

  return {
    Headers, HeaderList, isHeaders, fill, normalize, isName, isValue,
    listOf: (headers) => stateOf(headers).list,
    make: (list, guard = "none") => new Headers(token, list, guard),
  };
});
