public import MeridianCore

/// Whose figures they are: a function's, or those of a group of instances that functions share.
public struct SeriesKey: Hashable, Sendable {
    public var service: ServiceName
    /// `nil` for what is told of the instances of the group.
    public var function: FunctionName?
    /// The group whose instances run the function; empty when it is not known.
    public var group: String
    /// The number of the release.
    public var release: Int
    /// The place where it ran.
    public var unit: String

    public init(service: ServiceName, function: FunctionName?, group: String, release: Int, unit: String) {
        self.service = service
        self.function = function
        self.group = group
        self.release = release
        self.unit = unit
    }

    /// Whose figures they are over all releases and units.
    public var subject: SeriesSubject {
        if let function { .function(service, function) } else { .group(service, group) }
    }
}

/// What a chart is about.
public enum SeriesSubject: Hashable, Sendable {
    case function(ServiceName, FunctionName)
    case group(ServiceName, String)

    /// FNV-1a of 64 bits (draft-eastlake-fnv), which is the same on every machine and at every start.
    var hash: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x100_0000_01B3
        }
        switch self {
        case .function(let service, let function):
            add(service.rawValue)
            add(function.rawValue)
        case .group(let service, let group):
            add(service.rawValue)
            add("")
            add(group)
        }
        return hash
    }
}
