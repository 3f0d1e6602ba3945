import MeridianCore

/// `SERVICE` or `SERVICE/FUNCTION` as an argument.
struct ServiceOrFunction {
    let service: ServiceName
    let function: FunctionName?

    init(_ text: String) throws(CommandFailure) {
        guard text.contains("/") else {
            service = try ServiceName(argument: text)
            function = nil
            return
        }
        let both = try FunctionArgument(text)
        service = both.service
        function = both.function
    }
}

/// A length of time as an argument: `90s`, `10m`, `2h`, `7d`, or seconds.
struct TimeSpan {
    let seconds: Int

    private static let longest = 366 * 86_400

    init(_ text: String) throws(CommandFailure) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? Substring(text) : text.dropLast()
        guard let number = Int(digits), number >= 0, number <= Self.longest / (unit ?? 1) else {
            throw CommandFailure(.badArgument, "'\(text)' is no length of time; write for example 90s, 10m, 2h or 7d")
        }
        seconds = number * (unit ?? 1)
    }
}
