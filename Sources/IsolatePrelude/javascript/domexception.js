// DOMException (Web IDL §2.8.1).
(function (native, use) {
  "use strict";
  const { defineInterface, defineConstants } = use("webidl.js");

  const codes = {
    IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5,
    NoModificationAllowedError: 7, NotFoundError: 8, NotSupportedError: 9, InUseAttributeError: 10,
    InvalidStateError: 11, SyntaxError: 12, InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15,
    TypeMismatchError: 17, SecurityError: 18, NetworkError: 19, AbortError: 20, URLMismatchError: 21,
    QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24, DataCloneError: 25,
  };
  const constants = {
    INDEX_SIZE_ERR: 1, DOMSTRING_SIZE_ERR: 2, HIERARCHY_REQUEST_ERR: 3, WRONG_DOCUMENT_ERR: 4,
    INVALID_CHARACTER_ERR: 5, NO_DATA_ALLOWED_ERR: 6, NO_MODIFICATION_ALLOWED_ERR: 7, NOT_FOUND_ERR: 8,
    NOT_SUPPORTED_ERR: 9, INUSE_ATTRIBUTE_ERR: 10, INVALID_STATE_ERR: 11, SYNTAX_ERR: 12,
    INVALID_MODIFICATION_ERR: 13, NAMESPACE_ERR: 14, INVALID_ACCESS_ERR: 15, VALIDATION_ERR: 16,
    TYPE_MISMATCH_ERR: 17, SECURITY_ERR: 18, NETWORK_ERR: 19, ABORT_ERR: 20, URL_MISMATCH_ERR: 21,
    QUOTA_EXCEEDED_ERR: 22, TIMEOUT_ERR: 23, INVALID_NODE_TYPE_ERR: 24, DATA_CLONE_ERR: 25,
  };

  let isDOMException;

  class DOMException {
    #name;
    #message;

    constructor(message = "", name = "Error") {
      this.#message = `${message}`;
      this.#name = `${name}`;
      // The stack as of an error made here; sourceURL and line come with it.
      const { stack, sourceURL, line, column } = new Error(this.#message);
      for (const [key, value] of Object.entries({ stack, sourceURL, line, column })) {
        if (value === undefined) continue;
        Object.defineProperty(this, key, { value, writable: true, configurable: true, enumerable: false });
      }
    }

    get name() {
      return this.#name;
    }

    get message() {
      return this.#message;
    }

    get code() {
      return codes[this.#name] ?? 0;
    }

    static {
      isDOMException = (value) => typeof value === "object" && value !== null && #name in value;
    }
  }
  Object.setPrototypeOf(DOMException.prototype, Error.prototype);
  defineInterface(DOMException);
  defineConstants(DOMException, constants);
  return { DOMException, isDOMException };
});
