import CJavaScriptCore
import CUnicode

extension NativeFunctions {
    static let url: [(String, NativeBody)] = [
        // (text, base?) → [href, places…], or null when the text is no URL, or false when the base is none.
        (
            "parseURL",
            { isolate, arguments in
                var base: URLRecord?
                if let text = arguments.optionalString(1) {
                    guard let record = URLRecord(text) else { return isolate.value(false) }
                    base = record
                }
                guard let url = URLRecord(arguments.string(0), base: base) else { return isolate.null }
                return isolate.value(url)
            }
        ),
        // (href, part, value) → [href, places…]
        (
            "setURLPart",
            { isolate, arguments in
                guard var url = URLRecord(arguments.string(0)), let part = URLRecord.Part(rawValue: arguments.int(1))
                else { return isolate.null }
                url.set(part, Array(arguments.string(2).utf8))
                return isolate.value(url)
            }
        ),
        (
            "isIdentifierPart",
            { isolate, arguments in
                isolate.value(cunicode_is_identifier(Int32(arguments.int(0)), arguments.bool(1)))
            }
        ),
        // (text) → [name, value, …] of application/x-www-form-urlencoded
        (
            "parseForm",
            { isolate, arguments in
                let pairs = FormText.parse(Array(arguments.string(0).utf8))
                return isolate.makeArray(
                    pairs.map { part in part.withUnsafeBufferPointer { isolate.value(utf8: $0) } })
            }
        ),
        // ([name, value, …]) → text
        (
            "serializeForm",
            { isolate, arguments in
                var text: [UInt8] = []
                let parts = arguments[0]
                for index in 0..<Int(isolate.number(isolate.property(parts, "length"))) {
                    if index > 0 { text.append(index % 2 == 0 ? 0x26 : 0x3D) }
                    FormText.encode(isolate.string(isolate.element(parts, index)), into: &text)
                }
                return text.withUnsafeBufferPointer { isolate.value(utf8: $0) }
            }
        ),
    ]
}

extension Isolate {
    fileprivate func value(_ url: URLRecord) -> JSValueRef {
        let parts = url.serialized
        let places = [
            parts.schemeEnd, parts.usernameStart, parts.usernameEnd, parts.passwordEnd, parts.hostStart, parts.hostEnd,
            parts.port, parts.pathStart, parts.searchStart, parts.hashStart, url.hasOpaquePath ? 1 : 0,
        ]
        let href = parts.href.withUnsafeBufferPointer { value(utf8: $0) }
        return makeArray([href] + places.map { value($0) })
    }
}

/// `application/x-www-form-urlencoded`.
enum FormText {
    /// Names and values in turn, as UTF-8.
    static func parse(_ text: [UInt8]) -> [[UInt8]] {
        var result: [[UInt8]] = []
        for pair in text.split(separator: 0x26) {
            let mark = pair.firstIndex(of: 0x3D)
            result.append(decode(pair[..<(mark ?? pair.endIndex)]))
            result.append(mark.map { decode(pair[($0 + 1)...]) } ?? [])
        }
        return result
    }

    private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
        URLSyntax.percentDecode(text.map { $0 == 0x2B ? 0x20 : $0 })
    }

    private static let encoded = URLSyntax.EncodeSet("$&+,!'()~%", over: .userinfo)

    static func encode(_ text: String, into target: inout [UInt8]) {
        for byte in text.utf8 {
            if byte == 0x20 { target.append(0x2B) } else { URLSyntax.percentEncode(byte, encoded, into: &target) }
        }
    }
}
