import MeridianCore
import Yams

extension SpecificationReader {
    /// The options that a provider and a function have in common.
    static let optionKeys = [
        "memorySize", "timeout", "initTimeout", "concurrency", "standby", "maxInstances", "idleTimeout", "environment",
    ]

    /// Reads the options among `entries`; other keys are left to the caller.
    mutating func options(
        _ entries: [Entry], in place: String
    ) -> (FunctionOptions, positions: [String: SourcePosition]) {
        var options = FunctionOptions()
        var positions: [String: SourcePosition] = [:]
        for entry in entries {
            switch entry.key {
            case "memorySize": options.memorySize = wholeNumber(entry, in: place)
            case "timeout": options.timeout = duration(entry, in: place)
            case "initTimeout": options.initTimeout = duration(entry, in: place)
            case "concurrency": options.concurrency = wholeNumber(entry, in: place)
            case "standby": options.standby = wholeNumber(entry, in: place)
            case "maxInstances": options.maxInstances = wholeNumber(entry, in: place)
            case "idleTimeout": options.idleTimeout = duration(entry, in: place)
            case "group": options.group = group(entry, in: place)
            case "environment": options.environment = environment(entry, in: place)
            default: continue
            }
            positions[entry.key] = position(of: entry.value) ?? entry.position
        }
        return (options, positions)
    }

    /// Reports what is out of range.
    mutating func check(_ options: FunctionOptions, _ positions: [String: SourcePosition]) {
        for problem in options.problems {
            report(.valueOutOfRange, problem.message, at: positions[problem.key] ?? positions["maxInstances"])
        }
    }

    private mutating func group(_ entry: Entry, in place: String) -> String? {
        guard let text = text(entry, in: place) else { return nil }
        guard FunctionName(text) != nil else {
            report(.invalidName, "'\(text)' is no group name: \(FunctionName.rule)", at: position(of: entry.value))
            return nil
        }
        return text
    }

    private mutating func environment(_ entry: Entry, in place: String) -> [String: String]? {
        guard !isNull(entry.value) else { return nil }
        let place = "environment of \(place)"
        var environment: [String: String] = [:]
        for variable in entries(of: entry.value, called: place) ?? [] {
            guard Self.isVariableName(variable.key) else {
                report(
                    .invalidName,
                    "'\(variable.key)' is no name of an environment variable: letters, digits and _, "
                        + "not beginning with a digit", at: variable.position)
                continue
            }
            if isNull(variable.value) {
                report(
                    .wrongValueType, "\(variable.key) in \(place) has no value; write \"\" for an empty one",
                    at: variable.position)
            } else {
                environment[variable.key] = text(variable, in: place)
            }
        }
        return environment
    }

    private static func isVariableName(_ name: String) -> Bool {
        func isLetter(_ byte: UInt8) -> Bool {
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "_")
        }
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }
}
