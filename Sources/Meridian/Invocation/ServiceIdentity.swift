/// Which service, and which release of it, is being served.
package struct ServiceIdentity: Sendable, Hashable {
    package var service: String
    /// The release's number; `nil` when the package runs as an app.
    package var release: Int?
    /// Where it runs.
    package var host: Host

    package init(service: String, release: Int? = nil, host: Host = .app) {
        self.service = service
        self.release = release
        self.host = host
    }
}
