public import Engine
public import MeridianCore

/// What a live release is made of and how its instances began: `GET /v1/services/{service}/inspection`.
public struct InspectionDocument: Sendable, Codable, Equatable {
    public struct Part: Sendable, Codable, Equatable {
        /// Within the package; a directory ends with `/` and stands for all in it.
        public var path: String
        public var bytes: Int

        public init(path: String, bytes: Int) {
            self.path = path
            self.bytes = bytes
        }
    }

    public var service: ServiceName
    public var release: Int
    public var runtime: String
    /// Of the package, packed.
    public var packageBytes: Int
    /// The largest first.
    public var parts: [Part]
    public var groups: [GroupStatus]

    public init(
        service: ServiceName, release: Int, runtime: String, packageBytes: Int, parts: [Part], groups: [GroupStatus]
    ) {
        self.service = service
        self.release = release
        self.runtime = runtime
        self.packageBytes = packageBytes
        self.parts = parts
        self.groups = groups
    }
}
