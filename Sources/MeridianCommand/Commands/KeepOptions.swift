import ArgumentParser
import Control
import Telemetry
import Traces

/// How much a platform keeps of what its functions did. What is older or more goes, the oldest first.
struct KeepOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Room for traces on disk: 64M, 2G.", valueName: "size"))
    var tracesSize: StorageSize?

    @Option(help: ArgumentHelp("How long traces are kept: 12h, 7d.", valueName: "time"))
    var tracesAge: StorageAge?

    @Option(help: ArgumentHelp("Room for log lines on disk.", valueName: "size"))
    var logsSize: StorageSize?

    @Option(help: ArgumentHelp("How long log lines are kept.", valueName: "time"))
    var logsAge: StorageAge?

    @Option(help: ArgumentHelp("Room for metrics by the minute on disk.", valueName: "size"))
    var metricsSize: StorageSize?

    @Option(help: ArgumentHelp("How long metrics are kept; by whole days, rounded up.", valueName: "time"))
    var metricsAge: StorageAge?

    func apply(to configuration: inout PlatformConfiguration) {
        if let tracesSize { configuration.traces.storeBytes = tracesSize.bytes }
        if let tracesAge { configuration.traces.maximumAge = .seconds(tracesAge.seconds) }
        if let logsSize { configuration.logBytes = logsSize.bytes }
        if let logsAge { configuration.logAge = .seconds(logsAge.seconds) }
        if let metricsSize { configuration.metrics.bytes = metricsSize.bytes }
        if let metricsAge { configuration.metrics.days = (metricsAge.seconds + 86_399) / 86_400 }
    }
}

/// A size as an argument: `64M`, `2G`, or bytes; K, M and G are powers of 1,024. At least a mebibyte.
struct StorageSize: ExpressibleByArgument, Equatable {
    let bytes: Int

    private static let least = 1 << 20

    init?(argument: String) {
        let shifts: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
        let shift = argument.last.flatMap { shifts[$0] }
        guard let number = Int(shift == nil ? argument[...] : argument.dropLast()),
            (1...(Int.max >> (shift ?? 0))).contains(number)
        else { return nil }
        bytes = number << (shift ?? 0)
        guard bytes >= Self.least else { return nil }
    }
}

/// How long something is kept, as an argument: `12h`, `7d`. At least a minute.
struct StorageAge: ExpressibleByArgument, Equatable {
    let seconds: Int

    init?(argument: String) {
        guard let span = try? TimeSpan(argument), span.seconds >= 60 else { return nil }
        seconds = span.seconds
    }
}
