import MeridianCore

/// `SERVICE/FUNCTION` as an argument.
struct FunctionArgument {
    let service: ServiceName
    let function: FunctionName

    init(_ text: String) throws(CommandFailure) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let service = ServiceName(String(parts[0])),
            let function = FunctionName(String(parts[1]))
        else { throw CommandFailure(.badArgument, "'\(text)' is not SERVICE/FUNCTION") }
        self.service = service
        self.function = function
    }
}
