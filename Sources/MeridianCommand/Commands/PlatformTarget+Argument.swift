public import ArgumentParser
public import Specification

extension PlatformTarget: ExpressibleByArgument {
    /// All of them, for help.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// Those that are exported to, for help.
    static var exported: String {
        allCases.filter { $0 != .meridian }.map(\.rawValue).joined(separator: ", ")
    }
}
