public import MeridianCore

/// What a deployment led to: the answer of `POST /v1/services/{service}/releases`.
public struct DeploymentDocument: Sendable, Codable, Equatable {
    /// How long the parts of it took, in milliseconds.
    public struct Timing: Sendable, Codable, Equatable {
        /// Checking, storing and unpacking the package.
        public var store: Double
        /// Starting an instance until it was ready.
        public var start: Double
        /// Writing it down and changing over the gateway.
        public var swap: Double

        public init(store: Double = 0, start: Double = 0, swap: Double = 0) {
            self.store = store
            self.start = start
            self.swap = swap
        }
    }

    public var service: ServiceName
    /// The number of the release.
    public var release: Int
    /// Whether it answers the service's own address.
    public var isLive: Bool
    /// Its preview: where the gateway answers by this release and no other.
    public var preview: String
    /// The SHA-256 of the package.
    public var digest: String
    /// The package was published already, and nothing changed.
    public var isUnchanged: Bool
    public var functions: [FunctionDocument]
    public var milliseconds: Timing

    public init(
        service: ServiceName, release: Int, isLive: Bool, preview: String, digest: String, isUnchanged: Bool,
        functions: [FunctionDocument], milliseconds: Timing
    ) {
        self.service = service
        self.release = release
        self.isLive = isLive
        self.preview = preview
        self.digest = digest
        self.isUnchanged = isUnchanged
        self.functions = functions
        self.milliseconds = milliseconds
    }
}
