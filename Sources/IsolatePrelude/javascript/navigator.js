// navigator (WinterTC minimum common API §4).
(function (native, use) {
  "use strict";
  const { defineInterface, illegalConstructor } = use("webidl.js");
  const token = Symbol();

  class Navigator {
    #brand;
    constructor(key) {
      if (key !== token) illegalConstructor();
    }
    get userAgent() {
      this.#brand;
      return "Meridian";
    }
    get language() {
      this.#brand;
      return "en-US";
    }
    get hardwareConcurrency() {
      this.#brand;
      return 1;
    }
  }
  defineInterface(Navigator, 0);
  return { Navigator, navigator: new Navigator(token) };
});
