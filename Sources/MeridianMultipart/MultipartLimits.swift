public import Meridian

/// How much of a form is taken. What is beyond is refused with 413 (`MER-1601`).
public struct MultipartLimits: Sendable, Hashable {
    /// The most parts, fields and files together.
    public var parts = 100
    /// The most bytes of the header of a part.
    public var headerSize = 8 << 10
    /// The most bytes of a field that is no file.
    public var fieldSize = 64 << 10
    /// The most bytes of a file.
    public var fileSize = 16 << 20
    /// The most bytes of a body, boundaries and headers included.
    public var size = 64 << 20

    public init() {}

    /// Reads these keys, each a whole number above zero:
    /// - `multipart.maxParts`: ``parts``, 100 by default.
    /// - `multipart.maxHeaderSize`: ``headerSize``, 8 KiB.
    /// - `multipart.maxFieldSize`: ``fieldSize``, 64 KiB.
    /// - `multipart.maxFileSize`: ``fileSize``, 16 MiB.
    /// - `multipart.maxSize`: ``size``, 64 MiB.
    /// - Throws: `MeridianError` (`MER-1321`) for a value that is none.
    public init(_ configuration: Configuration) throws {
        func read(_ key: String, _ value: inout Int) throws {
            guard let given = try configuration.value(key, as: Int.self) else { return }
            guard given > 0 else {
                throw MeridianError(.unreadableSetting, "the setting '\(key)' is \(given); it must be above zero")
            }
            value = given
        }
        try read("multipart.maxParts", &parts)
        try read("multipart.maxHeaderSize", &headerSize)
        try read("multipart.maxFieldSize", &fieldSize)
        try read("multipart.maxFileSize", &fileSize)
        try read("multipart.maxSize", &size)
    }
}
