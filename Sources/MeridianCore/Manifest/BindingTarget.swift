/// A service that another one calls by a name of its own: a binding of `meridian.yml`.
public struct BindingTarget: Hashable, Sendable, Codable {
    public var service: ServiceName
    /// The number of a release or the name of an alias; `nil` for what is live.
    public var release: String?

    public init(service: ServiceName, release: String? = nil) {
        self.service = service
        self.release = release
    }

    /// The host under which a gateway knows it.
    public var host: String { "\(release.map { "\($0)--" } ?? "")\(service).localhost" }
}

/// How a binding reaches a program: as the variable `MERIDIAN_BINDING_NAME` with the address to call.
public enum BindingName {
    public static let variablePrefix = "MERIDIAN_BINDING_"
    public static let rule = "1–63 of A–Z, 0–9 and _, beginning with a letter"

    public static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 63 else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
        return isLetter(first)
            && name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
