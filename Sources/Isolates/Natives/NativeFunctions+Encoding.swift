import CJavaScriptCore

extension NativeFunctions {
    static let encoding: [(String, NativeBody)] = [
        // (text) → ArrayBuffer
        (
            "encodeUTF8",
            { isolate, arguments in
                arguments.withUnits(0) { units in
                    isolate.makeBuffer(count: units.count * 3) { UTF8Text.encode(units, into: $0).written }
                }
            }
        ),
        // (bytes, fatal) → text, or null when the bytes are not well formed and that is fatal
        (
            "decodeUTF8",
            { isolate, arguments in
                let fatal = arguments.bool(1)
                let text = isolate.withBytes(of: arguments[0]) { bytes -> JSValueRef in
                    let bytes = bytes.bindMemory(to: UInt8.self)
                    if fatal, !UTF8Text.isWellFormed(bytes) { return isolate.null }
                    return isolate.value(utf8: bytes)
                }
                return text ?? isolate.null
            }
        ),
        // (name) → a decoder's number
        (
            "openDecoder",
            { isolate, arguments throws(NativeFailure) in
                guard let decoder = LegacyEncoding.decoder(for: arguments.string(0)) else {
                    throw .range("this system has no decoder for \(arguments.string(0))")
                }
                return isolate.value(isolate.objects.add(decoder))
            }
        ),
        // (decoder, bytes, isLast, fatal) → text, or null when the bytes are not well formed and that is fatal
        (
            "decode",
            { isolate, arguments throws(NativeFailure) in
                let decoder: any LegacyDecoder = try isolate.objects.get(arguments.int(0))
                let bytes = try arguments.bytes(1)
                guard let units = decoder.decode(bytes, isLast: arguments.bool(2), fatal: arguments.bool(3)) else {
                    return isolate.null
                }
                return units.withUnsafeBufferPointer { units in
                    let text = ScriptString(units)
                    return JSValueMakeString(isolate.context, text.ref)
                }
            }
        ),
        (
            "closeDecoder",
            { isolate, arguments in
                isolate.objects.remove(arguments.int(0))
                return isolate.undefined
            }
        ),
        // (bytes) → text
        (
            "base64Encode",
            { isolate, arguments throws(NativeFailure) in
                let text = Base64.encode(try arguments.bytes(0))
                return text.withUnsafeBufferPointer { isolate.value(utf8: $0) }
            }
        ),
        // (text) → ArrayBuffer, or null when the text is not base64
        (
            "base64Decode",
            { isolate, arguments in
                guard let bytes = arguments.withUnits(0, { Base64.decode($0) }) else { return isolate.null }
                return isolate.makeBuffer(bytes)
            }
        ),
    ]
}
