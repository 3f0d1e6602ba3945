import Control
import MeridianCore

/// Functions with the ways in which they are called.
enum FunctionTableText {
    static func render(_ functions: [FunctionDocument], showsService: Bool = false) -> String {
        var table = TextTable("FUNCTION", "TRIGGER", "ADDRESS")
        for function in functions {
            let name = showsService ? "\(function.service)/\(function.name)" : function.name.rawValue
            if function.triggers.isEmpty { table.add(name, "-", "") }
            for binding in function.triggers {
                let (kind, place) = describe(binding)
                table.add(name, kind, place)
            }
        }
        return table.text
    }

    private static func describe(_ binding: FunctionDocument.Binding) -> (kind: String, place: String) {
        switch binding.trigger {
        case .http(let http):
            let methods = http.methods.isEmpty ? "ANY" : http.methods.map(\.rawValue).joined(separator: ",")
            return (methods, binding.address ?? http.path)
        case .timer(let timer):
            switch timer.schedule {
            case .cron(let text): return ("timer", text)
            case .every(let seconds): return ("timer", "every \(Quantities.milliseconds(seconds * 1_000))")
            case .at(let moment): return ("timer", "at \(moment)")
            }
        case .event(let event):
            return ("event", event.source.map { "\(event.type) from \($0)" } ?? event.type)
        case .queue(let queue):
            return ("queue", queue.queue)
        }
    }
}
