import ArgumentParser
import Specification

/// What a service, or the platform itself, is described for.
enum ExportTarget: Hashable, ExpressibleByArgument {
    case platform(PlatformTarget)
    /// What watches a platform.
    case prometheus

    init?(argument: String) {
        if argument == "prometheus" {
            self = .prometheus
        } else if let target = PlatformTarget(rawValue: argument) {
            self = .platform(target)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { PlatformTarget.allCases.map(\.rawValue) + ["prometheus"] }
}
