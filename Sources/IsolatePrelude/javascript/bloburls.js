// The store of blob: URLs (File API §8), for one isolate.
(function (native, use) {
  "use strict";
  const { isBlob } = use("blob.js");
  const store = new Map();

  return {
    create(blob) {
      if (!isBlob(blob)) throw new TypeError("the argument is no Blob");
      const origin = typeof location === "object" && location !== null ? location.origin : "null";
      const url = `blob:${origin}/${crypto.randomUUID()}`;
      store.set(url, blob);
      return url;
    },
    revoke(url) {
      store.delete(url);
    },
    resolve(url) {
      return store.get(use("url.js").withoutFragment(url));
    },
  };
});
