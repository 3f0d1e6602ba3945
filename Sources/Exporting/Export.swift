public import MeridianCore
public import Specification

/// What a platform needs beside a package: its own description of the functions and whatever stands around them.
public struct Export: Sendable {
    /// A file to be written.
    public struct File: Hashable, Sendable {
        /// Below the directory of the export.
        public var path: String
        public var text: String
        /// Where it is needed.
        public var purpose: Purpose
        public var isExecutable: Bool

        public init(
            _ path: String, _ text: String, for purpose: Purpose = .deployment, isExecutable: Bool = false
        ) {
            self.path = path
            self.text = text
            self.purpose = purpose
            self.isExecutable = isExecutable
        }
    }

    /// When a file is needed.
    public enum Purpose: Hashable, Sendable {
        /// Describes what is deployed.
        case deployment
        /// Belongs to what is built, beside the package.
        case package
        /// Belongs to what is built, inside the package.
        case packageContents
        /// Runs what is in the package; lies inside it and nowhere else.
        case program

        /// Whether it goes into the package.
        public var isPacked: Bool { self == .packageContents || self == .program }
    }

    public let target: PlatformTarget
    /// The names of what is deployed, one for each group of functions.
    public let deployed: [String]
    /// The document that describes the functions first.
    public let files: [File]
    /// The files that are part of what is built, whether it is deployed or not.
    public var packaged: [File] { files.filter { $0.purpose != .deployment } }
    /// What the platform can't do of what the specification and the code say, as warnings at their places.
    public let gaps: [Diagnostic]

    /// Describes a service for a platform.
    /// - Throws: ``MeridianCore/ErrorCode/nameNotExported`` for names that the platform does not take,
    ///   ``MeridianCore/ErrorCode/imageMissing`` when it needs a container image and none is known,
    ///   ``MeridianCore/ErrorCode/notExported`` for a service without functions, or one that is a program of its own.
    public init(_ source: ExportSource, for target: PlatformTarget) throws(MeridianError) {
        guard source.manifest.runtime == .swift || source.isScript || target == .meridian else {
            throw MeridianError(
                .notExported,
                "'\(source.service)' runs on '\(source.manifest.runtime.rawValue)', and only services in Swift and "
                    + "JavaScript are exported to \(target.title)", status: 400)
        }
        guard !source.manifest.functions.isEmpty || target == .meridian else {
            throw MeridianError(
                .notExported, "'\(source.service)' has no function, so there is nothing for \(target.title) to run",
                status: 400)
        }
        var platform: any PlatformExport =
            switch target {
            case .lambda: LambdaExport(source)
            case .fc: FunctionComputeExport(source)
            case .knative: KnativeExport(source)
            case .kubernetes: KubernetesExport(source)
            case .openwhisk: OpenWhiskExport(source)
            case .azure: AzureExport(source)
            case .app: AppExport(source)
            case .meridian: MeridianExport(source)
            }
        self.target = target
        let groups = try source.groups(platform.names)
        deployed = groups.map(\.name)
        var files = try platform.files()
        var gaps = platform.gaps
        if target != .meridian {
            files += ScriptHost.files(for: source)
            ScriptHost.report(source, to: &gaps)
        }
        self.files = files
        self.gaps = gaps.found + (target == .meridian ? [] : SecretVariables.gaps(of: groups, source, target))
    }
}

/// One platform's way of describing a service.
protocol PlatformExport {
    init(_ source: ExportSource)
    /// How what is deployed is named.
    var names: NameRule { get }
    /// What could not be said so far.
    var gaps: Gaps { get }
    mutating func files() throws(MeridianError) -> [Export.File]
}

/// Meridian's own platform reads everything from the package.
struct MeridianExport: PlatformExport {
    let names = NameRule.free
    let gaps: Gaps

    init(_ source: ExportSource) {
        gaps = Gaps(source, .meridian)
    }

    func files() -> [Export.File] { [] }
}
