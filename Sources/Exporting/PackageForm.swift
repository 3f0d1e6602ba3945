public import Specification

extension PlatformTarget {
    /// How a platform wants a package.
    public enum PackageForm: Hashable, Sendable {
        case zip
        /// The files of the package in the directory `package`, for a container or a machine.
        case directory
    }

    public var packageForm: PackageForm {
        switch self {
        case .lambda, .fc, .azure, .meridian: .zip
        case .knative, .kubernetes, .openwhisk, .app: .directory
        }
    }

    /// The largest package that the platform takes, in MiB, where it says so.
    public var largestPackage: PackageBudget {
        switch self {
        case .lambda: PackageBudget(packed: 50, unpacked: 250)
        case .fc: PackageBudget(packed: 500, unpacked: 512)
        case .azure: PackageBudget(packed: 1024, unpacked: 1024)
        case .meridian: PackageBudget(unpacked: 512)
        case .knative, .kubernetes, .openwhisk, .app: PackageBudget()
        }
    }

    /// The version of glibc that its image has: that of Amazon Linux 2023 or of Debian 12. `nil` where the machine is
    /// the user's.
    public var glibc: (major: Int, minor: Int)? {
        switch self {
        case .lambda: (2, 34)
        case .fc, .knative, .kubernetes, .openwhisk: (2, 36)
        case .azure, .app, .meridian: nil
        }
    }
}
