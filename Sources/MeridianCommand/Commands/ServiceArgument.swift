import MeridianCore

/// The name of a service as an argument.
struct ServiceArgument {
    let service: ServiceName

    init(_ text: String) throws(CommandFailure) {
        guard let service = ServiceName(text) else {
            throw CommandFailure(.badArgument, "'\(text)' is no service name: \(ServiceName.rule)")
        }
        self.service = service
    }
}
