import ArgumentParser
import Control

/// By what the live table is sorted.
enum LiveTableOrder: String, CaseIterable, ExpressibleByArgument {
    case qps, success, p99, inflight, queue, shed, cpu, memory, name

    /// What asks for attention comes first.
    func precedes(_ left: LiveFunctionsDocument.Function, _ right: LiveFunctionsDocument.Function) -> Bool {
        let (first, second) = (key(left), key(right))
        if first != second { return first > second }
        return ("\(left.service)", "\(left.function)") < ("\(right.service)", "\(right.function)")
    }

    private func key(_ function: LiveFunctionsDocument.Function) -> Double {
        switch self {
        case .qps: function.rps
        case .success: 1 - (function.success ?? 1)
        case .p99: function.durations?.p99 ?? 0
        case .inflight: Double(function.inFlight)
        case .queue: Double(function.waiting)
        case .shed: Double(function.requests.shed)
        case .cpu: function.cpu
        case .memory: Double(function.memoryBytes)
        case .name: 0
        }
    }
}

/// What every function does now, as a table.
enum LiveTableText {
    /// - Parameter lines: At most so many functions.
    static func render(_ document: LiveFunctionsDocument, by order: LiveTableOrder, lines: Int = .max) -> String {
        let functions = document.functions.sorted(by: order.precedes)
        let sum = functions.reduce(0) { $0 + $1.rps }
        var table = TextTable(
            "FUNCTION", "RELEASE", "QPS", "SUCCESS", "AVAILABLE", "P50", "P95", "P99", "IN FLIGHT", "QUEUE", "SHED",
            "COLD",
            "INSTANCES", "CPU", "MEMORY")
        for function in functions.prefix(lines) {
            table.add(
                "\(function.service)/\(function.function)",
                function.releases.isEmpty ? "-" : function.releases.map(String.init).joined(separator: ","),
                MetricsText.number(function.rps), function.success.map(MetricsText.percent) ?? "-",
                function.availability.map(MetricsText.percent) ?? "-",
                function.durations.map { MetricsText.milliseconds($0.p50) } ?? "-",
                function.durations.map { MetricsText.milliseconds($0.p95) } ?? "-",
                function.durations.map { MetricsText.milliseconds($0.p99) } ?? "-", "\(function.inFlight)",
                queue(function), MetricsText.number(Double(function.requests.shed) / Double(document.seconds)),
                "\(function.coldStarts)", instances(function.instances),
                "\(MetricsText.number(function.cpu * 100))%", Quantities.bytes(function.memoryBytes))
        }
        var text =
            "\(document.time)  \(functions.count) functions, \(MetricsText.number(sum)) requests a second, "
            + "over \(document.seconds) s\n" + table.text
        if functions.count > lines { text += "\n… and \(functions.count - lines) more" }
        return text
    }

    /// How many waited at the most, and how long 99 of 100 did at the most.
    private static func queue(_ function: LiveFunctionsDocument.Function) -> String {
        guard let times = function.queue else { return "\(function.waiting)" }
        return "\(function.waiting) (\(MetricsText.milliseconds(times.p99)))"
    }

    private static func instances(_ instances: InstancesDocument) -> String {
        instances.starting > 0 ? "\(instances.ready)+\(instances.starting)" : "\(instances.ready)"
    }
}
