// URLSearchParams (WHATWG URL §6.2).
(function (native, use) {
  "use strict";
  const { requireArguments, toUSVString, toSequence, toRecord, defineInterface, definePairIterable } = use("webidl.js");

  const token = Symbol();
  let listOf;
  let replaceList;

  class URLSearchParams {
    #list;
    #url = null;

    constructor(init = "") {
      if (init === token) {
        this.#url = arguments[1];
        this.#list = parse(arguments[2]);
      } else if ((typeof init === "object" && init !== null) || typeof init === "function") {
        this.#list = init[Symbol.iterator] == null ? fromRecord(init) : fromSequence(init);
      } else {
        const text = toUSVString(init);
        this.#list = parse(text.startsWith("?") ? text.slice(1) : text);
      }
    }

    get size() { return this.#list.length; }

    append(name, value) {
      requireArguments(arguments.length, 2, "append");
      this.#list.push([toUSVString(name), toUSVString(value)]);
      this.#update();
    }

    delete(name, value = undefined) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "delete");
      name = toUSVString(name);
      value = value === undefined ? undefined : toUSVString(value);
      this.#list = list.filter((pair) => pair[0] !== name || (value !== undefined && pair[1] !== value));
      this.#update();
    }

    get(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "get");
      name = toUSVString(name);
      return list.find((pair) => pair[0] === name)?.[1] ?? null;
    }

    getAll(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "getAll");
      name = toUSVString(name);
      return list.filter((pair) => pair[0] === name).map((pair) => pair[1]);
    }

    has(name, value = undefined) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "has");
      name = toUSVString(name);
      value = value === undefined ? undefined : toUSVString(value);
      return list.some((pair) => pair[0] === name && (value === undefined || pair[1] === value));
    }

    set(name, value) {
      const list = this.#list;
      requireArguments(arguments.length, 2, "set");
      name = toUSVString(name);
      value = toUSVString(value);
      let found = false;
      const kept = [];
      for (const pair of list) {
        if (pair[0] !== name) kept.push(pair);
        else if (!found) {
          found = true;
          kept.push([name, value]);
        }
      }
      if (!found) kept.push([name, value]);
      this.#list = kept;
      this.#update();
    }

    sort() {
      this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#update();
    }

    toString() { return serialize(this.#list); }

    #update() {
      if (this.#url !== null) use("url.js").updateSearch(this.#url, serialize(this.#list));
    }

    static {
      listOf = (params) => params.#list;
      replaceList = (params, text) => {
        params.#list = parse(text);
      };
    }
  }
  defineInterface(URLSearchParams);
  definePairIterable(URLSearchParams, "URLSearchParams", (params) => listOf(params));

  function fromSequence(init) {
    return toSequence(init, (pair) => {
      const converted = toSequence(pair, toUSVString, "the pair");
      if (converted.length !== 2) throw new TypeError("a pair does not have two elements");
      return converted;
    });
  }

  function fromRecord(init) {
    return toRecord(init, toUSVString, toUSVString);
  }

  function parse(text) {
    const flat = text === "" ? [] : native.parseForm(text);
    const list = [];
    for (let index = 0; index < flat.length; index += 2) list.push([flat[index], flat[index + 1]]);
    return list;
  }

  function serialize(list) {
    return list.length === 0 ? "" : native.serializeForm(list.flat());
  }

  return {
    URLSearchParams, parse, serialize, replace: replaceList, listOf,
    forURL: (url, text) => new URLSearchParams(token, url, text),
    isURLSearchParams(value) {
      try {
        listOf(value);
        return true;
      } catch {
        return false;
      }
    },
  };
});
