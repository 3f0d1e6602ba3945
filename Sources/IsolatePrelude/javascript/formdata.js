// FormData (XMLHttpRequest §5).
(function (native, use) {
  "use strict";
  const { requireArguments, toUSVString, defineInterface, definePairIterable } = use("webidl.js");
  const { isBlob, isFile, bytesOf, makeFile } = use("blob.js");

  let listOf;
  let isFormData;

  class FormData {
    #list = [];

    constructor(form = undefined) {
      if (form !== undefined) throw new TypeError("there are no HTML forms here; append to an empty FormData");
    }

    append(name, value, filename = undefined) {
      const list = this.#list;
      requireArguments(arguments.length, 2, "append");
      list.push(makeEntry(name, value, filename, arguments.length > 2));
    }

    delete(name) {
      this.#list;
      requireArguments(arguments.length, 1, "delete");
      name = toUSVString(name);
      this.#list = this.#list.filter((entry) => entry[0] !== name);
    }

    get(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "get");
      name = toUSVString(name);
      return list.find((entry) => entry[0] === name)?.[1] ?? null;
    }

    getAll(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "getAll");
      name = toUSVString(name);
      return list.filter((entry) => entry[0] === name).map((entry) => entry[1]);
    }

    has(name) {
      const list = this.#list;
      requireArguments(arguments.length, 1, "has");
      name = toUSVString(name);
      return list.some((entry) => entry[0] === name);
    }

    set(name, value, filename = undefined) {
      const list = this.#list;
      requireArguments(arguments.length, 2, "set");
      const entry = makeEntry(name, value, filename, arguments.length > 2);
      const index = list.findIndex((other) => other[0] === entry[0]);
      if (index < 0) list.push(entry);
      else {
        list[index] = entry;
        this.#list = list.filter((other, place) => place <= index || other[0] !== entry[0]);
      }
    }

    static {
      listOf = (form) => form.#list;
      isFormData = (value) => typeof value === "object" && value !== null && #list in value;
    }
  }
  defineInterface(FormData);
  definePairIterable(FormData, "FormData", (form) => listOf(form));

  function makeEntry(name, value, filename, hasFilename) {
    name = toUSVString(name);
    if (!isBlob(value)) {
      if (hasFilename) throw new TypeError("a file name goes with a Blob only");
      return [name, toUSVString(value)];
    }
    if (isFile(value) && !hasFilename) return [name, value];
    const newName = hasFilename ? toUSVString(filename) : "blob";
    return [name, makeFile(bytesOf(value), newName, value.type, isFile(value) ? value.lastModified : Date.now())];
  }

  return { FormData, isFormData, listOf };
});
