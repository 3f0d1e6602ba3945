import Foundation
import MeridianCore

/// What a program says of its functions.
struct DeclaredFunctions: Decodable {
    var functions: [FunctionManifest]

    /// Runs a program to have it print what it declares.
    /// - Parameters:
    ///   - limit: Seconds after which it is ended.
    /// - Throws: ``CommandFailure`` with what it printed instead.
    static func read(from executable: String, within limit: Double = 20) async throws -> [FunctionManifest] {
        let outcome = try await withThrowingTaskGroup(of: Tool.Outcome?.self) { group in
            group.addTask {
                try await Tool(path: executable).run([], environment: ["MERIDIAN_HOST": "manifest"])
            }
            group.addTask {
                try await Task.sleep(for: .seconds(limit))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        let name = (executable as NSString).lastPathComponent
        guard let outcome else {
            throw CommandFailure(
                .declarationsUnreadable,
                "'\(name)' did not print its functions within \(Int(limit)) s; is its main type a FunctionApp?")
        }
        guard outcome.status == 0 else {
            let said = String(decoding: outcome.errors.suffix(2_000), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            throw CommandFailure(
                .declarationsUnreadable,
                "'\(name)' ended with status \(outcome.status) instead of printing its functions"
                    + (said.isEmpty ? "" : ": \(said)"))
        }
        do {
            return try JSONDecoder().decode(DeclaredFunctions.self, from: outcome.output).functions
        } catch {
            throw CommandFailure(
                .declarationsUnreadable,
                "'\(name)' did not print its functions as JSON; is its main type a FunctionApp of a matching version? "
                    + "(\(error))")
        }
    }
}
