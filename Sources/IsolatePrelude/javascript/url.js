// URL (WHATWG URL §6.1). Parsing is native: a URL is its text and the places of its parts in it.
(function (native, use, exports) {
  "use strict";
  const { requireArguments, toUSVString, defineInterface } = use("webidl.js");

  // What the native parser returns: the text and these places.
  const HREF = 0, SCHEME_END = 1, USERNAME_START = 2, USERNAME_END = 3, PASSWORD_END = 4, HOST_START = 5, HOST_END = 6,
    PORT = 7, PATH_START = 8, SEARCH_START = 9, HASH_START = 10, IS_OPAQUE = 11;
  // Parts by the numbers under which the native parser sets them.
  const Part = {
    protocol: 0, username: 1, password: 2, host: 3, hostname: 4, port: 5, pathname: 6, search: 7, hash: 8,
  };
  const special = new Set(["http:", "https:", "ftp:", "ws:", "wss:"]);

  let recordOf;
  let updateSearch;

  class URL {
    #record;
    #searchParams;

    constructor(url, base = undefined) {
      requireArguments(arguments.length, 1, "the constructor of URL");
      const record = parse(toUSVString(url), base === undefined ? undefined : toUSVString(base));
      if (record === false) throw new TypeError(`the base '${base}' is no valid URL`);
      if (record === null) throw new TypeError(`'${url}' is no valid URL`);
      this.#record = record;
    }

    static canParse(url, base = undefined) {
      requireArguments(arguments.length, 1, "URL.canParse");
      return !!parse(toUSVString(url), base === undefined ? undefined : toUSVString(base));
    }

    static parse(url, base = undefined) {
      requireArguments(arguments.length, 1, "URL.parse");
      url = toUSVString(url);
      base = base === undefined ? undefined : toUSVString(base);
      return parse(url, base) ? new URL(url, base) : null;
    }

    static createObjectURL(blob) {
      requireArguments(arguments.length, 1, "URL.createObjectURL");
      return use("bloburls.js").create(blob);
    }

    static revokeObjectURL(url) {
      requireArguments(arguments.length, 1, "URL.revokeObjectURL");
      use("bloburls.js").revoke(toUSVString(url));
    }

    get href() { return this.#record[HREF]; }
    set href(value) {
      const record = parse(toUSVString(value));
      if (!record) throw new TypeError(`'${value}' is no valid URL`);
      this.#set(record);
    }

    get origin() {
      this.#record;
      const protocol = this.protocol;
      if (special.has(protocol)) return `${protocol}//${this.host}`;
      if (protocol === "blob:") {
        const inner = parse(this.pathname);
        if (inner && /^https?:$/.test(inner[HREF].slice(0, inner[SCHEME_END]))) return new URL(this.pathname).origin;
      }
      return "null";
    }

    get protocol() { return this.#record[HREF].slice(0, this.#record[SCHEME_END]); }
    set protocol(value) { this.#assign(Part.protocol, value); }

    get username() { return this.#record[HREF].slice(this.#record[USERNAME_START], this.#record[USERNAME_END]); }
    set username(value) { this.#assign(Part.username, value); }

    get password() {
      const record = this.#record;
      if (record[PASSWORD_END] === record[USERNAME_END]) return "";
      return record[HREF].slice(record[USERNAME_END] + 1, record[PASSWORD_END]);
    }
    set password(value) { this.#assign(Part.password, value); }

    get host() {
      const record = this.#record;
      const hostname = record[HREF].slice(record[HOST_START], record[HOST_END]);
      return record[PORT] < 0 ? hostname : `${hostname}:${record[PORT]}`;
    }
    set host(value) { this.#assign(Part.host, value); }

    get hostname() { return this.#record[HREF].slice(this.#record[HOST_START], this.#record[HOST_END]); }
    set hostname(value) { this.#assign(Part.hostname, value); }

    get port() { return this.#record[PORT] < 0 ? "" : `${this.#record[PORT]}`; }
    set port(value) { this.#assign(Part.port, value); }

    get pathname() {
      const record = this.#record;
      return record[HREF].slice(record[PATH_START], pathEnd(record));
    }
    set pathname(value) { this.#assign(Part.pathname, value); }

    get search() {
      const record = this.#record;
      if (record[SEARCH_START] < 0) return "";
      const end = record[HASH_START] < 0 ? record[HREF].length : record[HASH_START];
      return end - record[SEARCH_START] > 1 ? record[HREF].slice(record[SEARCH_START], end) : "";
    }
    set search(value) {
      this.#assign(Part.search, value);
      if (this.#searchParams !== undefined) use("urlsearchparams.js").replace(this.#searchParams, this.search.slice(1));
    }

    get searchParams() {
      return (this.#searchParams ??= use("urlsearchparams.js").forURL(this, this.search.slice(1)));
    }

    get hash() {
      const record = this.#record;
      if (record[HASH_START] < 0 || record[HASH_START] + 1 === record[HREF].length) return "";
      return record[HREF].slice(record[HASH_START]);
    }
    set hash(value) { this.#assign(Part.hash, value); }

    toString() { return this.#record[HREF]; }
    toJSON() { return this.#record[HREF]; }

    #assign(part, value) {
      this.#record;
      this.#record = native.setURLPart(this.#record[HREF], part, toUSVString(value));
    }

    #set(record) {
      this.#record = record;
      if (this.#searchParams !== undefined) use("urlsearchparams.js").replace(this.#searchParams, this.search.slice(1));
    }

    static {
      recordOf = (url) => url.#record;
      updateSearch = (url, text) => {
        url.#record = native.setURLPart(url.#record[HREF], Part.search, text);
      };
    }
  }
  defineInterface(URL);

  function pathEnd(record) {
    if (record[SEARCH_START] >= 0) return record[SEARCH_START];
    return record[HASH_START] < 0 ? record[HREF].length : record[HASH_START];
  }

  /** The record of a URL, `null` when the text is none, `false` when the base is none. */
  function parse(text, base = undefined) {
    return native.parseURL(text, base);
  }

  /** The text without its fragment. */
  function withoutFragment(href) {
    const mark = href.indexOf("#");
    return mark < 0 ? href : href.slice(0, mark);
  }

  return { URL, parse, updateSearch, withoutFragment, hasOpaquePath: (url) => recordOf(url)[IS_OPAQUE] === 1 };
});
