import CJavaScriptCore

/// A string on its way into or out of the virtual machine.
struct ScriptString: ~Copyable {
    let ref: JSStringRef

    init(_ text: String) {
        var text = text
        ref = text.withUTF8 { Self.make($0) }
    }

    /// From UTF-8; what is not well formed becomes U+FFFD.
    init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        ref = Self.make(bytes)
    }

    init(taking ref: JSStringRef) {
        self.ref = ref
    }

    init(_ units: UnsafeBufferPointer<UInt16>) {
        ref = JSStringCreateWithCharacters(units.baseAddress, units.count)
    }

    deinit {
        JSStringRelease(ref)
    }

    /// The characters as UTF-16, which may hold lone surrogates.
    var units: UnsafeBufferPointer<UInt16> {
        UnsafeBufferPointer(start: JSStringGetCharactersPtr(ref), count: JSStringGetLength(ref))
    }

    /// Lone surrogates become U+FFFD.
    var text: String {
        String(decoding: units, as: UTF16.self)
    }

    private static func make(_ bytes: UnsafeBufferPointer<UInt8>) -> JSStringRef {
        // The library takes 8-bit text only with a terminator, and keeps text compact only when it comes that way.
        if UTF8Text.isASCII(bytes), !bytes.contains(0) {
            return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { terminated in
                for index in 0..<bytes.count { terminated[index] = CChar(bitPattern: bytes[index]) }
                terminated[bytes.count] = 0
                return JSStringCreateWithUTF8CString(terminated.baseAddress)
            }
        }
        let units = Array(String(decoding: bytes, as: UTF8.self).utf16)
        return units.withUnsafeBufferPointer { JSStringCreateWithCharacters($0.baseAddress, $0.count) }
    }
}
