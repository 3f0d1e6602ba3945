import ArgumentParser
import Foundation
import MeridianCore

/// Where the program begins: parses, runs, and turns failures into messages and exit statuses.
package enum EntryPoint {
    package static func main() async {
        do {
            let command = try RootCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                var synchronous = command
                try synchronous.run()
            }
        } catch let error as ExitCode {
            exit(error.rawValue)
        } catch {
            let isCommandLine = RootCommand.exitCode(for: error) != .failure
            if isHelp(error) || isCommandLine && !wantsJSON { RootCommand.exit(withError: error) }
            let failure =
                isCommandLine
                ? CommandFailure(.badArgument, RootCommand.message(for: error), status: .usage) : CommandFailure(error)
            failure.report(asJSON: wantsJSON)
            exit(failure.status.rawValue)
        }
    }

    /// Help and version end with success; a wrong command line ends with its own message and status 64.
    private static func isHelp(_ error: any Error) -> Bool {
        RootCommand.exitCode(for: error).isSuccess
    }

    /// Asked of the arguments themselves, since a command that failed to parse has none.
    private static var wantsJSON: Bool {
        CommandLine.arguments.prefix { $0 != "--" }.contains("--json")
    }
}
