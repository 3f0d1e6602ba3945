// Performance (High Resolution Time, User Timing).
(function (native, use, exports) {
  "use strict";
  const { requireArguments, toDOMString, toDictionary, defineInterface, illegalConstructor } = use("webidl.js");
  const { EventTarget } = use("events.js");
  const { DOMException } = use("domexception.js");

  const token = Symbol();
  const origin = native.monotonicTime();
  const timeOrigin = native.wallTime();
  // Microseconds, as browsers coarsen it to.
  const now = () => Math.floor((native.monotonicTime() - origin) * 1000) / 1000;
  let entries = [];

  class PerformanceEntry {
    #name; #type; #start; #duration;
    constructor(key, name, type, start, duration) {
      if (key !== token) illegalConstructor();
      this.#name = name;
      this.#type = type;
      this.#start = start;
      this.#duration = duration;
    }
    get name() { return this.#name; }
    get entryType() { return this.#type; }
    get startTime() { return this.#start; }
    get duration() { return this.#duration; }
    toJSON() {
      const result = { name: this.#name, entryType: this.#type, startTime: this.#start, duration: this.#duration };
      if ("detail" in this) result.detail = this.detail;
      return result;
    }
  }
  defineInterface(PerformanceEntry, 0);

  const cloned = (detail) =>
    detail === undefined || detail === null ? null : use("structuredclone.js").structuredClone(detail);

  class PerformanceMark extends PerformanceEntry {
    #detail;
    constructor(name, options = undefined) {
      requireArguments(arguments.length, 1, "the constructor of PerformanceMark");
      const { startTime, detail } = toDictionary(options, "the options");
      const start = startTime === undefined ? now() : +startTime;
      if (!Number.isFinite(start)) throw new TypeError("the start is not a finite number");
      if (start < 0) throw new TypeError("the start is before the time origin");
      super(token, toDOMString(name), "mark", start, 0);
      this.#detail = cloned(detail);
    }
    get detail() { return this.#detail; }
  }
  defineInterface(PerformanceMark);

  class PerformanceMeasure extends PerformanceEntry {
    #detail;
    constructor(key, name, start, duration, detail) {
      if (key !== token) illegalConstructor();
      super(token, name, "measure", start, duration);
      this.#detail = cloned(detail);
    }
    get detail() { return this.#detail; }
  }
  defineInterface(PerformanceMeasure, 0);

  class Performance extends EventTarget {
    #brand;

    constructor(key) {
      if (key !== token) illegalConstructor();
      super();
    }

    get timeOrigin() {
      this.#brand;
      return timeOrigin;
    }

    now() {
      this.#brand;
      return now();
    }

    toJSON() {
      this.#brand;
      return { timeOrigin };
    }

    mark(name, options = undefined) {
      this.#brand;
      requireArguments(arguments.length, 1, "mark");
      const mark = new PerformanceMark(name, options);
      entries.push(mark);
      return mark;
    }

    measure(name, startOrOptions = undefined, endMark = undefined) {
      this.#brand;
      requireArguments(arguments.length, 1, "measure");
      name = toDOMString(name);
      let options;
      if (typeof startOrOptions === "object" && startOrOptions !== null) {
        options = startOrOptions;
        const isGiven = ["start", "end", "duration", "detail"].some((key) => options[key] !== undefined);
        if (isGiven && endMark !== undefined) throw new TypeError("an end is given twice");
        if (isGiven && options.start === undefined && options.end === undefined) {
          throw new TypeError("neither start nor end is given");
        }
        if (options.start !== undefined && options.end !== undefined && options.duration !== undefined) {
          throw new TypeError("start, end and duration are all given");
        }
      } else options = { start: startOrOptions === undefined ? undefined : toDOMString(startOrOptions) };
      const { detail, duration } = options;
      let { start, end } = options;
      if (endMark !== undefined) end = toTime(endMark);
      else if (end !== undefined) end = toTime(end);
      else if (start !== undefined && duration !== undefined) end = toTime(start) + toTime(duration);
      else end = now();
      if (start !== undefined) start = toTime(start);
      else if (duration !== undefined) start = end - toTime(duration);
      else start = 0;
      const measure = new PerformanceMeasure(token, name, start, end - start, detail);
      entries.push(measure);
      return measure;
    }

    clearMarks(name = undefined) {
      this.#brand;
      clear("mark", name);
    }

    clearMeasures(name = undefined) {
      this.#brand;
      clear("measure", name);
    }

    getEntries() {
      this.#brand;
      return sorted(entries);
    }

    getEntriesByType(type) {
      this.#brand;
      requireArguments(arguments.length, 1, "getEntriesByType");
      type = toDOMString(type);
      return sorted(entries.filter((entry) => entry.entryType === type));
    }

    getEntriesByName(name, type = undefined) {
      this.#brand;
      requireArguments(arguments.length, 1, "getEntriesByName");
      name = toDOMString(name);
      return sorted(entries.filter((entry) =>
        entry.name === name && (type === undefined || entry.entryType === toDOMString(type))));
    }
  }
  defineInterface(Performance, 0);

  function toTime(value) {
    if (typeof value === "number") {
      if (value < 0) throw new TypeError("a time is before the time origin");
      return value;
    }
    const name = toDOMString(value);
    const mark = entries.findLast((entry) => entry.entryType === "mark" && entry.name === name);
    if (mark === undefined) throw new DOMException(`there is no mark '${name}'`, "SyntaxError");
    return mark.startTime;
  }

  function clear(type, name) {
    const text = name === undefined ? undefined : toDOMString(name);
    entries = entries.filter((entry) => entry.entryType !== type || (text !== undefined && entry.name !== text));
  }

  const sorted = (list) => list.toSorted((a, b) => a.startTime - b.startTime);

  return { Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure, performance: new Performance(token) };
});
