/// Decodes an encoding of the time before UTF-8, piece by piece. After the last piece, or `nil`, it is of no more use.
protocol LegacyDecoder: AnyObject {
    /// - Returns: UTF-16, or `nil` when the bytes are not well formed and that is fatal.
    func decode(_ bytes: [UInt8], isLast: Bool, fatal: Bool) -> [UInt16]?
}

enum LegacyEncoding {
    /// - Parameter name: As the system's library knows it.
    static func decoder(for name: String) -> (any LegacyDecoder)? {
        name == ISO2022JPDecoder.name ? ISO2022JPDecoder() : LibraryDecoder(name)
    }
}
