import MeridianCore

extension ServiceName {
    /// The name of a service as an argument.
    init(argument text: String) throws(CommandFailure) {
        guard let service = ServiceName(text) else {
            throw CommandFailure(.badArgument, "'\(text)' is no service name: \(ServiceName.rule)")
        }
        self = service
    }
}
