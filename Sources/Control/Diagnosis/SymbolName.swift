import Glibc

/// Names of functions as people read them.
enum SymbolName {
    /// A Swift symbol's own name without its arguments' types; others stay as they are.
    static func readable(_ symbol: String) -> String {
        guard symbol.hasPrefix("$s") || symbol.hasPrefix("_$s") else { return symbol }
        var symbol = symbol
        let demangled = symbol.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { text in
                demangle(text.baseAddress, UInt(text.count), nil, nil, 0)
            }
        }
        guard let demangled else { return symbol }
        defer { free(demangled) }
        return String(cString: demangled)
    }
}

/// Of Swift's runtime.
@_silgen_name("swift_demangle")
private func demangle(
    _ name: UnsafePointer<CChar>?, _ length: UInt, _ output: UnsafeMutablePointer<CChar>?,
    _ outputSize: UnsafeMutablePointer<UInt>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?
