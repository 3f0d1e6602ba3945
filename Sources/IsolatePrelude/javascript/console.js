// console (Console §1): what it writes becomes lines of the log.
(function (native, use) {
  "use strict";
  const tasks = use("tasks.js");
  const { format } = use("inspect.js");

  const counts = new Map();
  const timers = new Map();
  let indentation = "";

  function write(level, parameters) {
    if (parameters.length === 0) return;
    const text = format(parameters);
    native.log(level, indentation === "" ? text : indentation + text.replaceAll("\n", `\n${indentation}`), tasks.request);
  }

  const labelOf = (label) => (label === undefined ? "default" : `${label}`);
  const elapsed = (start) => {
    const milliseconds = native.monotonicTime() - start;
    return milliseconds < 1000 ? `${milliseconds.toFixed(3)} ms` : `${(milliseconds / 1000).toFixed(3)} s`;
  };

  // A namespace object of Web IDL: plain, with an empty object between it and Object.prototype.
  const console = Object.create({});
  Object.assign(console, {
    assert(condition = false, ...data) {
      if (condition) return;
      if (typeof data[0] === "string") data[0] = `Assertion failed: ${data[0]}`;
      else data.unshift("Assertion failed");
      write("error", data);
    },
    clear() {},
    debug(...data) { write("debug", data); },
    error(...data) { write("error", data); },
    info(...data) { write("info", data); },
    log(...data) { write("info", data); },
    table(data = undefined) { write("info", [data]); },
    trace(...data) {
      const stack = new Error().stack.split("\n").slice(1).join("\n");
      write("debug", ["%s\n%s", data.length === 0 ? "Trace" : format(data), stack]);
    },
    warn(...data) { write("warning", data); },
    dir(item = undefined) { write("info", [item]); },
    dirxml(...data) { write("info", data); },
    count(label = "default") {
      label = labelOf(label);
      counts.set(label, (counts.get(label) ?? 0) + 1);
      write("info", [`${label}: ${counts.get(label)}`]);
    },
    countReset(label = "default") {
      label = labelOf(label);
      if (counts.has(label)) counts.set(label, 0);
      else write("warning", [`there is no count '${label}'`]);
    },
    group(...data) {
      write("info", data);
      indentation += "  ";
    },
    groupCollapsed(...data) {
      write("info", data);
      indentation += "  ";
    },
    groupEnd() { indentation = indentation.slice(2); },
    time(label = "default") {
      label = labelOf(label);
      if (timers.has(label)) write("warning", [`the timer '${label}' runs already`]);
      else timers.set(label, native.monotonicTime());
    },
    timeLog(label = "default", ...data) {
      label = labelOf(label);
      if (timers.has(label)) write("info", [`${label}: ${elapsed(timers.get(label))}`, ...data]);
      else write("warning", [`there is no timer '${label}'`]);
    },
    timeEnd(label = "default") {
      label = labelOf(label);
      if (timers.has(label)) write("info", [`${label}: ${elapsed(timers.get(label))}`]);
      else write("warning", [`there is no timer '${label}'`]);
      timers.delete(label);
    },
  });
  Object.defineProperty(console, Symbol.toStringTag, { value: "console", configurable: true });
  return { console };
});
