#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// libbrotlienc, where the machine has it: it is looked for when the program runs, so that no build needs it.
final class BrotliLibrary: Sendable {
    typealias Make = @convention(c) (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> OpaquePointer?
    typealias Set = @convention(c) (OpaquePointer, CInt, UInt32) -> CInt
    typealias Compress =
        @convention(c) (
            OpaquePointer, CInt, UnsafeMutablePointer<Int>, UnsafeMutablePointer<UnsafePointer<UInt8>?>,
            UnsafeMutablePointer<Int>, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>, UnsafeMutablePointer<Int>?
        ) -> CInt
    typealias Ask = @convention(c) (OpaquePointer) -> CInt
    typealias Destroy = @convention(c) (OpaquePointer) -> Void

    /// `nil` where there is none.
    static let shared = BrotliLibrary()

    let make: Make
    let set: Set
    let compress: Compress
    let hasMoreOutput: Ask
    let destroy: Destroy

    private init?() {
        #if canImport(Darwin)
            let name = "libbrotlienc.dylib"
        #else
            let name = "libbrotlienc.so.1"
        #endif
        guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL),
            let make = dlsym(library, "BrotliEncoderCreateInstance"),
            let set = dlsym(library, "BrotliEncoderSetParameter"),
            let compress = dlsym(library, "BrotliEncoderCompressStream"),
            let hasMoreOutput = dlsym(library, "BrotliEncoderHasMoreOutput"),
            let destroy = dlsym(library, "BrotliEncoderDestroyInstance")
        else { return nil }
        self.make = unsafeBitCast(make, to: Make.self)
        self.set = unsafeBitCast(set, to: Set.self)
        self.compress = unsafeBitCast(compress, to: Compress.self)
        self.hasMoreOutput = unsafeBitCast(hasMoreOutput, to: Ask.self)
        self.destroy = unsafeBitCast(destroy, to: Destroy.self)
    }
}
