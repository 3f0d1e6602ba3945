// atob and btoa (HTML §8.3).
(function (native, use) {
  "use strict";
  const { requireArguments, toDOMString } = use("webidl.js");
  const { DOMException } = use("domexception.js");

  /** Bytes as text with a character each. */
  function toBinaryString(bytes) {
    let text = "";
    for (let index = 0; index < bytes.length; index += 4096) {
      text += String.fromCharCode.apply(null, bytes.subarray(index, index + 4096));
    }
    return text;
  }

  function fromBinaryString(text) {
    const bytes = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
    return bytes;
  }

  return {
    toBinaryString, fromBinaryString,
    atob(data) {
      requireArguments(arguments.length, 1, "atob");
      const bytes = native.base64Decode(toDOMString(data));
      if (bytes === null) throw new DOMException("the text is not base64", "InvalidCharacterError");
      return toBinaryString(new Uint8Array(bytes));
    },
    btoa(data) {
      requireArguments(arguments.length, 1, "btoa");
      const text = toDOMString(data);
      for (let index = 0; index < text.length; index++) {
        if (text.charCodeAt(index) > 255) {
          throw new DOMException(`the character at ${index} is beyond Latin-1`, "InvalidCharacterError");
        }
      }
      return native.base64Encode(fromBinaryString(text));
    },
  };
});
