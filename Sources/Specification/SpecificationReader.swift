import MeridianCore
import Yams

/// Turns the tree of a file into a ``ServiceSpecification`` and gathers what is wrong on the way.
///
/// Every method reports a mistake, leaves the value out and goes on, so that one run shows all of them.
struct SpecificationReader {
    let document: YAMLDocument
    let file: String
    var diagnostics: [Diagnostic] = []
    /// The renamed keys that stood in a mapping which was read.
    var reached: Set<String> = []

    init(document: YAMLDocument, file: String) {
        self.document = document
        self.file = file
    }

    mutating func read() throws(SpecificationError) -> ServiceSpecification {
        var name: ServiceName?
        var description: String?
        var provider = FunctionOptions()
        var functions: [FunctionSpecification] = []
        if let root = document.root, !isNull(root) {
            let entries = fields(
                of: root, called: "the file", in: "at the top level", known: ["service", "provider", "functions"])
            for entry in entries {
                switch entry.key {
                case "service": (name, description) = service(entry)
                case "provider" where !isNull(entry.value): provider = readProvider(entry)
                case "functions" where !isNull(entry.value): functions = readFunctions(entry)
                default: break
                }
            }
            if !entries.contains(where: { $0.key == "service" }), root.mapping != nil {
                report(.missingKey, "the service has no name; add 'service: NAME'", at: entries.first?.position)
            }
        } else {
            report(.missingKey, "the file is empty; it needs at least 'service: NAME'", at: nil)
        }
        // Those below an unknown key are not read, and known only by their first place.
        for (name, duplicate) in document.renamed where !reached.contains(name) {
            diagnostics.append(YAMLDocument.duplicate(duplicate.key, file: file, at: duplicate.position))
        }
        guard diagnostics.isEmpty, let name else { throw SpecificationError(diagnostics) }
        return ServiceSpecification(
            service: name, description: description, provider: provider, functions: functions, file: file)
    }

    private mutating func service(_ entry: Entry) -> (ServiceName?, String?) {
        guard entry.value.mapping != nil else { return (serviceName(entry), nil) }
        var name: ServiceName?
        var description: String?
        let entries = fields(of: entry.value, called: "service", in: "in service", known: ["name", "description"])
        for entry in entries {
            if entry.key == "name" { name = serviceName(entry) } else { description = text(entry, in: "service") }
        }
        if !entries.contains(where: { $0.key == "name" }) {
            report(.missingKey, "the service has no name; add 'name: NAME' below 'service'", at: entry.position)
        }
        return (name, description)
    }

    private mutating func serviceName(_ entry: Entry) -> ServiceName? {
        guard let text = text(entry, in: "service") else { return nil }
        guard let name = ServiceName(text) else {
            report(
                .invalidName, "'\(text)' is no service name: \(ServiceName.rule)", at: position(of: entry.value))
            return nil
        }
        return name
    }

    private mutating func readProvider(_ entry: Entry) -> FunctionOptions {
        let entries = fields(
            of: entry.value, called: "provider", in: "in provider", known: Self.optionKeys)
        let (options, positions) = options(entries, in: "provider")
        // A standby above the platform's own maximum can't stand either, though the file names only one of the two.
        check(options.problems.isEmpty ? options.merged(over: .platformDefaults) : options, positions)
        return options
    }

    private mutating func readFunctions(_ entry: Entry) -> [FunctionSpecification] {
        guard let entries = entries(of: entry.value, called: "functions") else { return [] }
        return entries.compactMap { entry in
            guard let name = FunctionName(entry.key) else {
                report(.invalidName, "'\(entry.key)' is no function name: \(FunctionName.rule)", at: entry.position)
                return nil
            }
            var function = FunctionSpecification(name: name, position: entry.position)
            guard !isNull(entry.value) else { return function }
            let place = "function '\(name)'"
            let fields = fields(
                of: entry.value, called: place, in: "in \(place)",
                known: ["description"] + Self.optionKeys + ["group", "events"])
            for field in fields {
                switch field.key {
                case "description": function.description = text(field, in: place)
                case "events": function.triggers = triggers(field, in: place)
                default: break
                }
            }
            (function.options, function.optionPositions) = options(fields, in: place)
            check(function.options, function.optionPositions)
            return function
        }
    }

    mutating func report(_ code: ErrorCode, _ message: String, at position: SourcePosition?, suggestion: String? = nil)
    {
        diagnostics.append(
            Diagnostic(code: code, message: message, file: file, position: position, suggestion: suggestion))
    }
}
