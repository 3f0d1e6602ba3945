import CJavaScriptCore
import NIOCore

/// A string on its way into or out of the virtual machine.
struct ScriptString: ~Copyable {
    /// Characters from which on it matters how text is read.
    private static let longLength = 256

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

    /// From bytes that stand for a character each.
    /// - Parameters:
    ///   - capacity: The most bytes.
    ///   - fill: Writes them and returns their number.
    init(latin1Capacity capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) {
        ref = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity + 1) { text in
            let count = fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(text)[..<capacity]))
            let bytes = UnsafeBufferPointer(rebasing: text[..<count])
            if UTF8Text.isASCII(bytes), !bytes.contains(0) { return Self.make(terminating: text, count) }
            let units = bytes.map { UInt16($0) }
            return units.withUnsafeBufferPointer { JSStringCreateWithCharacters($0.baseAddress, $0.count) }
        }
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

    /// Appends the characters as UTF-8, lone surrogates as U+FFFD.
    /// - Parameter isWide: Whether long text was found not to be ASCII, as text of the same script tends to be again; the
    ///   library would then be asked in vain.
    func write(into buffer: inout ByteBuffer, isWide: inout Bool) {
        let length = JSStringGetLength(ref)
        let isLong = length >= Self.longLength
        if !(isWide && isLong) {
            var isASCII = false
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length + 1) { text in
                isASCII = copyASCII(length, to: text)
                return isASCII ? length : 0
            }
            guard !isASCII else { return }
        }
        let units = units
        let written = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 3 * length) {
            UTF8Text.encode(units, into: $0).written
        }
        if isLong { isWide = written > length }
    }

    /// Calls `body` with a byte for each character: the lower half of it.
    func withLatin1(_ body: (UnsafeRawBufferPointer) -> Void) {
        let length = JSStringGetLength(ref)
        let isASCII = withUnsafeTemporaryAllocation(byteCount: length + 1, alignment: 1) { text in
            let isASCII = copyASCII(length, to: text)
            if isASCII { body(UnsafeRawBufferPointer(rebasing: text[..<length])) }
            return isASCII
        }
        guard !isASCII else { return }
        units.map { UInt8(truncatingIfNeeded: $0) }.withUnsafeBytes(body)
    }

    /// Looking at single characters makes the library widen all of them first; this does not. The library stops without a
    /// word at a lone surrogate, so its bytes are looked at.
    /// - Parameter target: Room for a byte for each character, and one more.
    /// - Returns: Whether the characters are ASCII; `target` is of no use otherwise.
    private func copyASCII(_ length: Int, to target: UnsafeMutableRawBufferPointer) -> Bool {
        let text = target.bindMemory(to: CChar.self)
        guard JSStringGetUTF8CString(ref, text.baseAddress, text.count) == length + 1 else { return false }
        return UTF8Text.isASCII(UnsafeBufferPointer(rebasing: target.bindMemory(to: UInt8.self)[..<length]))
    }

    private static func make(terminating text: UnsafeMutableBufferPointer<UInt8>, _ count: Int) -> JSStringRef {
        text[count] = 0
        return text.withMemoryRebound(to: CChar.self) { JSStringCreateWithUTF8CString($0.baseAddress) }
    }

    private static func make(_ bytes: UnsafeBufferPointer<UInt8>) -> JSStringRef {
        // The library takes 8-bit text only with a terminator, and keeps text compact only when it comes that way.
        if UTF8Text.isASCII(bytes), !bytes.contains(0) {
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count + 1) { text in
                _ = text.initialize(from: bytes)
                return make(terminating: text, bytes.count)
            }
        }
        let units = Array(String(decoding: bytes, as: UTF8.self).utf16)
        return units.withUnsafeBufferPointer { JSStringCreateWithCharacters($0.baseAddress, $0.count) }
    }
}
