public import MeridianCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `manifest.json`: the same manifest is always the same bytes.
public enum ManifestCoding {
    /// The path of the manifest inside a package.
    public static let path = "manifest.json"

    /// JSON (RFC 8259) with sorted keys, one value a line, and a newline at the end.
    public static func encode(_ manifest: Manifest) throws(MeridianError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(manifest)) + [UInt8(ascii: "\n")]
        } catch {
            throw MeridianError(.invalidManifest, "the manifest can't be written as JSON: \(error)", cause: error)
        }
    }

    /// - Throws: ``MeridianCore/ErrorCode/invalidManifest`` with the path of the value that is wrong, status 400.
    public static func decode(_ bytes: [UInt8]) throws(MeridianError) -> Manifest {
        let manifest: Manifest
        do {
            manifest = try JSONDecoder().decode(Manifest.self, from: Data(bytes))
        } catch let error as DecodingError {
            let (path, reason) = explain(error)
            throw invalid(path, reason, cause: error)
        } catch {
            throw invalid("", "is not JSON", cause: error)
        }
        try check(manifest)
        return manifest
    }

    private static func check(_ manifest: Manifest) throws(MeridianError) {
        guard manifest.version == 1 else {
            throw invalid("version", "is \(manifest.version), and this platform reads version 1")
        }
        if let problem = EntryName.problem(Array(manifest.entry.utf8)) {
            throw invalid("entry", "names '\(EntryName.shown(Array(manifest.entry.utf8)))', which \(problem)")
        }
        guard manifest.runtime.isForeign == (manifest.program != nil) else {
            throw invalid(
                "program",
                manifest.program == nil
                    ? "is missing; the runtime \(manifest.runtime.rawValue) needs it"
                    : "can't be: the runtime \(manifest.runtime.rawValue) takes none")
        }
        if let problem = manifest.program?.problem { throw invalid("program", "can't be: \(problem)") }
        if let problem = manifest.defaults.problems.first {
            throw invalid("defaults.\(problem.key)", "can't be: \(problem.message)")
        }
        for (name, target) in (manifest.bindings ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard BindingName.isValid(name) else {
                throw invalid("bindings", "has '\(name)', which is no name of a binding: \(BindingName.rule)")
            }
            // It becomes a label of a host.
            let isLabel =
                target.release?.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
                } ?? true
            guard isLabel, target.release?.isEmpty != true else {
                throw invalid(
                    "bindings.\(name).release", "is neither the number of a release nor the name of an alias")
            }
        }
        var names: Set<FunctionName> = []
        for (index, function) in manifest.functions.enumerated() {
            guard names.insert(function.name).inserted else {
                throw invalid("functions[\(index)].name", "is '\(function.name)', which another function has")
            }
            for (number, trigger) in function.triggers.enumerated() {
                if let problem = problem(of: trigger) {
                    throw invalid("functions[\(index)].triggers[\(number)]", "can't be: \(problem)")
                }
            }
            if let problem = function.options.merged(over: manifest.defaults).problems.first {
                throw invalid("functions[\(index)].options.\(problem.key)", "can't be: \(problem.message)")
            }
        }
    }

    private static func problem(of trigger: Trigger) -> String? {
        do throws(MeridianError) {
            switch trigger {
            case .http(let http):
                _ = try PathPattern(http.path)
            case .timer(let timer):
                switch timer.schedule {
                case .cron(let expression): _ = try CronExpression(expression)
                case .every(let seconds):
                    if !(seconds > 0) {
                        return "every is \(FunctionOptions.shown(seconds)) s; it must be more than 0 s"
                    }
                case .at(let moment): _ = try Timestamp(moment: moment)
                }
            case .queue(let queue):
                if !(1...1000).contains(queue.batchSize) { return "batchSize is \(queue.batchSize); it must be 1–1000" }
            case .event:
                break
            }
            return nil
        } catch {
            return error.message
        }
    }

    private static func explain(_ error: DecodingError) -> (path: String, reason: String) {
        switch error {
        case .keyNotFound(let key, let context):
            (path(context.codingPath + [key]), "is missing")
        case .typeMismatch(let type, let context):
            (path(context.codingPath), "has the wrong type; it must be \(name(of: type))")
        case .valueNotFound(let type, let context):
            (path(context.codingPath), "is null; it must be \(name(of: type))")
        case .dataCorrupted(let context):
            (
                path(context.codingPath),
                context.codingPath.isEmpty ? "is not JSON" : "can't be: \(context.debugDescription)"
            )
        @unknown default:
            ("", "can't be decoded")
        }
    }

    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is Double.Type: "a number"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }

    /// `functions[2].triggers[0].path`
    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }

    private static func invalid(_ path: String, _ reason: String, cause: (any Error)? = nil) -> MeridianError {
        let subject = path.isEmpty ? ManifestCoding.path : "'\(path)' in \(ManifestCoding.path)"
        return MeridianError(
            .invalidManifest, "\(subject) \(reason); build the package again with `meridian build`", status: 400,
            cause: cause)
    }
}
