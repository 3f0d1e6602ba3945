public import MeridianCore

/// A package published under a service, unpacked and ready to run.
public struct Release: Sendable {
    public let service: ServiceName
    /// Counts up within the service and never changes.
    public let number: Int
    /// The SHA-256 of the package, in lower-case hexadecimal.
    public let digest: String
    public let manifest: Manifest
    /// The path of the unpacked package.
    public let directory: String

    public init(service: ServiceName, number: Int, digest: String, manifest: Manifest, directory: String) {
        self.service = service
        self.number = number
        self.digest = digest
        self.manifest = manifest
        self.directory = directory
    }
}
