public import Meridian

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Provides ``Multipart``, with the limits that the settings below `multipart` say; see
/// ``MultipartLimits/init(_:)``. `multipart.directory` is the folder for files, `TMPDIR` or `/tmp` by default.
public struct MultipartPlugin: Plugin {
    @Inject private var multipart: Multipart

    public init() {}

    public var name: String { "multipart" }

    public func configure(_ app: inout AppSetup) {
        app.providers.singleton { (configuration: Configuration) in
            Multipart(
                limits: try MultipartLimits(configuration),
                directory: try configuration.value("multipart.directory", as: String.self))
        }
    }

    /// - Throws: `MeridianError` (`MER-1605`) when the folder for files can't be written to.
    public func start() async throws {
        guard access(multipart.directory, W_OK | X_OK) == 0 else {
            throw TemporaryFolder.failure(multipart.directory)
        }
    }
}
