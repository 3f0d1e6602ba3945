/// Which service, and which release of it, is being served.
package struct ServiceIdentity: Sendable, Hashable {
    package var service: String
    /// The release's number; `nil` when the package runs as an app.
    package var release: Int?

    package init(service: String, release: Int? = nil) {
        self.service = service
        self.release = release
    }
}
