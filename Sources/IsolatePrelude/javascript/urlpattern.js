// URLPattern (URL Pattern §1).
(function (native, use) {
  "use strict";
  const { toUSVString, toDictionary, defineInterface } = use("webidl.js");
  const { tokenize, parse, toRegExp, toPattern, escapePattern } = use("urlpatternparser.js");

  const names = ["protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"];
  const defaultPorts = { http: "80", https: "443", ws: "80", wss: "443", ftp: "21", file: "" };
  const isSpecialScheme = (scheme) => Object.hasOwn(defaultPorts, scheme);
  const plainOptions = { delimiter: "", prefix: "" };
  const hostnameOptions = { delimiter: ".", prefix: "" };
  const pathOptions = { delimiter: "/", prefix: "/" };

  class URLPattern {
    #components;

    constructor(input = {}, baseOrOptions = undefined, options = undefined) {
      let base;
      if (typeof baseOrOptions === "string" || (options !== undefined && baseOrOptions !== undefined && arguments.length > 2)) {
        base = toUSVString(baseOrOptions);
      } else if (baseOrOptions !== undefined && (typeof baseOrOptions !== "object" || baseOrOptions === null)) {
        base = toUSVString(baseOrOptions);
      } else options = baseOrOptions;
      const ignoreCase = !!toDictionary(options, "the options").ignoreCase;
      this.#components = compile(input, base, ignoreCase);
    }

    get protocol() { return this.#components.protocol.pattern; }
    get username() { return this.#components.username.pattern; }
    get password() { return this.#components.password.pattern; }
    get hostname() { return this.#components.hostname.pattern; }
    get port() { return this.#components.port.pattern; }
    get pathname() { return this.#components.pathname.pattern; }
    get search() { return this.#components.search.pattern; }
    get hash() { return this.#components.hash.pattern; }
    get hasRegExpGroups() { return names.some((name) => this.#components[name].hasRegExp); }

    test(input = {}, baseURL = undefined) { return match(this.#components, input, baseURL) !== null; }
    exec(input = {}, baseURL = undefined) { return match(this.#components, input, baseURL); }
  }
  defineInterface(URLPattern);

  // MARK: Construction

  function compile(input, base, ignoreCase) {
    let init;
    if (typeof input === "object" && input !== null || typeof input === "function") {
      if (base !== undefined) throw new TypeError("a base goes with a pattern string only");
      init = convertInit(input);
    } else {
      init = parseConstructorString(toUSVString(input));
      if (base === undefined && init.protocol === undefined) throw new TypeError("a relative pattern needs a base");
      if (base !== undefined) init.baseURL = base;
    }
    const processed = processInit(init, "pattern");
    for (const name of names) processed[name] ??= "*";
    const scheme = processed.protocol;
    if (isSpecialScheme(scheme) && processed.port === defaultPorts[scheme]) processed.port = "";

    const components = {};
    const make = (name, encode, options) => {
      components[name] = makeComponent(processed[name], encode, options);
    };
    make("protocol", encodeProtocol, plainOptions);
    make("username", encodeWith("username"), plainOptions);
    make("password", encodeWith("password"), plainOptions);
    const isIPv6 = /^(\[|\{\[|\\\[)/.test(processed.hostname) && processed.hostname.length > 1;
    make("hostname", isIPv6 ? encodeIPv6 : encodeHostname, hostnameOptions);
    make("port", (text) => encodePort(text), plainOptions);
    const caseOptions = { ignoreCase };
    const isSpecial = Object.keys(defaultPorts).some((name) => components.protocol.regexp.test(name));
    make("pathname", isSpecial ? encodePathname : encodeOpaquePathname,
      isSpecial ? { ...pathOptions, ...caseOptions } : { ...plainOptions, ...caseOptions });
    make("search", encodeWith("search"), { ...plainOptions, ...caseOptions });
    make("hash", encodeWith("hash"), { ...plainOptions, ...caseOptions });
    return components;
  }

  function convertInit(input) {
    const init = {};
    for (const name of ["baseURL", "hash", "hostname", "password", "pathname", "port", "protocol", "search", "username"]) {
      const value = input[name];
      if (value !== undefined) init[name] = toUSVString(value);
    }
    return init;
  }

  function makeComponent(input, encode, options) {
    const parts = parse(input, options, (text) => (text === "" ? "" : encode(text)));
    const { source, names } = toRegExp(parts, options);
    let regexp;
    try {
      regexp = new RegExp(source, options.ignoreCase ? "vi" : "v");
    } catch (error) {
      throw new TypeError(`the pattern '${input}' holds a regular expression that is not valid: ${error.message}`);
    }
    return {
      pattern: toPattern(parts, options), regexp, names, hasRegExp: parts.some((part) => part.type === "regexp"),
    };
  }

  // MARK: Encoding of fixed text, by the URL parser

  const dummy = "https://dummy.invalid/";

  function encodeProtocol(text) {
    const url = URL.parse(`${text}://dummy.invalid`);
    if (url === null) throw new TypeError(`'${text}' is no scheme`);
    return url.protocol.slice(0, -1);
  }

  const encodeWith = (part) => (text) => {
    const url = new URL(dummy);
    url[part] = text;
    const value = url[part];
    return part === "search" || part === "hash" ? value.slice(1) : value;
  };

  function encodeHostname(text) {
    const url = new URL(dummy);
    url.hostname = "x.invalid";
    url.hostname = text;
    if (url.hostname === "x.invalid" && text !== "x.invalid") throw new TypeError(`'${text}' is no host`);
    return url.hostname;
  }

  function encodeIPv6(text) {
    if (!/^[0-9A-Fa-f[\]:]*$/.test(text)) throw new TypeError(`'${text}' is no part of an IPv6 address`);
    return text.toLowerCase();
  }

  function encodePort(text, protocol = "") {
    const url = new URL(protocol !== "" && isSpecialScheme(protocol) && protocol !== "file"
      ? `${protocol}://dummy.invalid` : "dummy-x://dummy.invalid");
    if (!/^[0-9]/.test(text.replace(/[\t\n\r]/g, ""))) throw new TypeError(`'${text}' is no port`);
    url.port = "";
    url.port = text;
    if (url.port === "" && !(protocol !== "" && defaultPorts[protocol] === String(parseInt(text, 10)))) {
      throw new TypeError(`'${text}' is no port`);
    }
    return url.port;
  }

  function encodePathname(text) {
    const leads = text.startsWith("/");
    const url = new URL(dummy);
    url.pathname = leads ? text : `/-${text}`;
    return leads ? url.pathname : url.pathname.slice(2);
  }

  function encodeOpaquePathname(text) {
    const url = URL.parse(`data:${text}`);
    if (url === null) throw new TypeError(`'${text}' is no path`);
    return url.pathname;
  }

  // MARK: Init dictionaries

  function processInit(init, type) {
    const result = {};
    if (type !== "pattern") for (const name of names) result[name] = "";
    let base = null;
    if (init.baseURL !== undefined) {
      base = URL.parse(init.baseURL);
      if (base === null) throw new TypeError(`the base '${init.baseURL}' is no valid URL`);
      const inherit = (text) => (type === "pattern" ? escapePattern(text) : text);
      const given = (...list) => list.some((name) => init[name] !== undefined);
      if (!given("protocol")) result.protocol = inherit(base.protocol.slice(0, -1));
      if (type !== "pattern" && !given("protocol", "hostname", "port", "username")) result.username = inherit(base.username);
      if (type !== "pattern" && !given("protocol", "hostname", "port", "username", "password")) {
        result.password = inherit(base.password);
      }
      if (!given("protocol", "hostname")) result.hostname = inherit(base.hostname);
      if (!given("protocol", "hostname", "port")) result.port = base.port;
      if (!given("protocol", "hostname", "port", "pathname")) result.pathname = inherit(base.pathname);
      if (!given("protocol", "hostname", "port", "pathname", "search")) result.search = inherit(base.search.slice(1));
      if (!given("protocol", "hostname", "port", "pathname", "search", "hash")) result.hash = inherit(base.hash.slice(1));
    }
    const isPattern = type === "pattern";
    if (init.protocol !== undefined) {
      const text = init.protocol.replace(/:$/, "");
      result.protocol = isPattern || text === "" ? text : encodeProtocol(text);
    }
    if (init.username !== undefined) result.username = isPattern ? init.username : encodeWith("username")(init.username);
    if (init.password !== undefined) result.password = isPattern ? init.password : encodeWith("password")(init.password);
    if (init.hostname !== undefined) {
      result.hostname = isPattern || init.hostname === "" ? init.hostname
        : init.hostname.startsWith("[") ? checkedIPv6(init.hostname) : encodeHostname(init.hostname);
    }
    const scheme = result.protocol ?? "";
    if (init.port !== undefined) {
      result.port = isPattern || init.port === "" ? init.port : encodePort(init.port, scheme);
    }
    if (init.pathname !== undefined) result.pathname = processPathname(init.pathname, base, scheme, isPattern);
    if (init.search !== undefined) {
      const text = init.search.replace(/^\?/, "");
      result.search = isPattern ? text : encodeWith("search")(text);
    }
    if (init.hash !== undefined) {
      const text = init.hash.replace(/^#/, "");
      result.hash = isPattern ? text : encodeWith("hash")(text);
    }
    return result;
  }

  function checkedIPv6(text) {
    const url = URL.parse(`https://${text}/`);
    if (url === null) throw new TypeError(`'${text}' is no host`);
    return url.hostname;
  }

  function processPathname(pathname, base, scheme, isPattern) {
    let text = pathname;
    const isAbsolute = text.startsWith("/") || (isPattern && /^(\\\/|\{\/)/.test(text));
    if (base !== null && !use("url.js").hasOpaquePath(base) && !isAbsolute) {
      const basePath = isPattern ? escapePattern(base.pathname) : base.pathname;
      const slash = basePath.lastIndexOf("/");
      if (slash >= 0) text = basePath.slice(0, slash + 1) + text;
    }
    if (isPattern) return text;
    return scheme === "" || isSpecialScheme(scheme) ? encodePathname(text) : encodeOpaquePathname(text);
  }

  // MARK: Constructor strings

  function parseConstructorString(input) {
    const { tokens, points } = tokenize(input, true);
    const result = {};
    let state = "init";
    let index = 0;
    let start = 0;
    let increment = 1;
    let depth = 0;
    let brackets = 0;
    let isSpecial = false;

    const at = (place) => tokens[Math.min(place, tokens.length - 1)];
    const isChar = (place, value) => {
      const token = at(place);
      return token.value === value && ["char", "escaped-char", "invalid-char"].includes(token.type);
    };
    const text = () => points.slice(tokens[start].index, tokens[index].index).join("");
    const change = (next, skip) => {
      if (!["init", "authority", "done"].includes(state)) result[state] = text();
      if (state !== "init" && next !== "done") {
        if (["protocol", "authority", "username", "password"].includes(state) &&
            ["port", "pathname", "search", "hash"].includes(next) && result.hostname === undefined) result.hostname = "";
        if (["protocol", "authority", "username", "password", "hostname", "port"].includes(state) &&
            ["search", "hash"].includes(next) && result.pathname === undefined) result.pathname = isSpecial ? "/" : "";
        if (["protocol", "authority", "username", "password", "hostname", "port", "pathname"].includes(state) &&
            next === "hash" && result.search === undefined) result.search = "";
      }
      state = next;
      index += skip;
      start = index;
      increment = 0;
    };
    const rewind = (next) => {
      index = start;
      increment = 0;
      state = next;
    };
    const isProtocolSuffix = () => isChar(index, ":");
    const isAuthorityStart = () => isChar(index + 1, "/") && isChar(index + 2, "/");
    const isSearchPrefix = () => {
      if (isChar(index, "?")) return true;
      if (at(index).value !== "?") return false;
      const previous = tokens[index - 1];
      if (previous === undefined) return true;
      return !["name", "regexp", "close", "asterisk"].includes(previous.type);
    };
    const isHashPrefix = () => isChar(index, "#");

    while (index < tokens.length) {
      increment = 1;
      if (tokens[index].type === "end") {
        if (state === "init") {
          rewind("init");
          if (isHashPrefix()) change("hash", 1);
          else if (isSearchPrefix()) change("search", 1);
          else change("pathname", 0);
          index += increment;
          continue;
        }
        if (state === "authority") {
          rewind("hostname");
          index += increment;
          continue;
        }
        change("done", 0);
        break;
      }
      if (tokens[index].type === "open") {
        depth++;
        index += increment;
        continue;
      }
      if (depth > 0) {
        if (tokens[index].type === "close") depth--;
        else {
          index += increment;
          continue;
        }
      }
      switch (state) {
        case "init":
          if (isProtocolSuffix()) rewind("protocol");
          break;
        case "protocol":
          if (isProtocolSuffix()) {
            const component = makeComponent(text(), encodeProtocol, plainOptions);
            isSpecial = Object.keys(defaultPorts).some((name) => component.regexp.test(name));
            let next = "pathname";
            let skip = 1;
            if (isAuthorityStart()) {
              next = "authority";
              skip = 3;
            } else if (isSpecial) next = "authority";
            change(next, skip);
          }
          break;
        case "authority":
          if (isChar(index, "@")) rewind("username");
          else if (isChar(index, "/") || isSearchPrefix() || isHashPrefix()) rewind("hostname");
          break;
        case "username":
          if (isChar(index, ":")) change("password", 1);
          else if (isChar(index, "@")) change("hostname", 1);
          break;
        case "password":
          if (isChar(index, "@")) change("hostname", 1);
          break;
        case "hostname":
          if (isChar(index, "[")) brackets++;
          else if (isChar(index, "]")) brackets--;
          else if (isChar(index, ":") && brackets === 0) change("port", 1);
          else if (isChar(index, "/")) change("pathname", 0);
          else if (isSearchPrefix()) change("search", 1);
          else if (isHashPrefix()) change("hash", 1);
          break;
        case "port":
          if (isChar(index, "/")) change("pathname", 0);
          else if (isSearchPrefix()) change("search", 1);
          else if (isHashPrefix()) change("hash", 1);
          break;
        case "pathname":
          if (isSearchPrefix()) change("search", 1);
          else if (isHashPrefix()) change("hash", 1);
          break;
        case "search":
          if (isHashPrefix()) change("hash", 1);
          break;
      }
      index += increment;
    }
    if (result.hostname !== undefined && result.port === undefined) result.port = "";
    return result;
  }

  // MARK: Matching

  function match(components, input, baseURL) {
    const inputs = [input];
    let values;
    if (typeof input === "object" && input !== null || typeof input === "function") {
      if (baseURL !== undefined) throw new TypeError("a base goes with a text only");
      const init = convertInit(input);
      inputs[0] = init;
      try {
        values = processInit(init, "url");
      } catch {
        return null;
      }
    } else {
      const text = toUSVString(input);
      inputs[0] = text;
      const base = baseURL === undefined ? undefined : toUSVString(baseURL);
      if (base !== undefined) inputs.push(base);
      const url = URL.parse(text, base);
      if (url === null) return null;
      values = {
        protocol: url.protocol.slice(0, -1), username: url.username, password: url.password, hostname: url.hostname,
        port: url.port, pathname: url.pathname, search: url.search.slice(1), hash: url.hash.slice(1),
      };
    }
    const result = { inputs };
    for (const name of names) {
      const { regexp, names: groupNames } = components[name];
      const found = regexp.exec(values[name]);
      if (found === null) return null;
      const groups = {};
      groupNames.forEach((key, index) => {
        groups[key] = found[index + 1];
      });
      result[name] = { input: values[name], groups };
    }
    return result;
  }

  return { URLPattern };
});
