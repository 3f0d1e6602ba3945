import ArgumentParser
import Control
import Foundation
import MeridianCore

/// Which platform a command speaks to.
struct ControlOptions: ParsableArguments {
    static let defaultURL = "http://127.0.0.1:7701"
    static let defaultDataDirectory = ".meridian"

    @Option(
        help: ArgumentHelp(
            "The control API; by default \(ControlOptions.defaultURL), or what MERIDIAN_URL says.", valueName: "url"))
    var to: String?

    @Option(help: "The token of the control API; by default what MERIDIAN_TOKEN says, or the token file.")
    var token: String?

    @Option(
        help: ArgumentHelp(
            "A file that holds the token; by default \(ControlOptions.defaultDataDirectory)/owner.token.",
            valueName: "file"))
    var tokenFile: String?

    /// - Parameter dataDirectory: The platform's data directory, when the command was told it.
    func client(dataDirectory: String? = nil) throws -> ControlClient {
        // A variable that is set to nothing counts as not set.
        let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
        let text = to ?? environment["MERIDIAN_URL"] ?? Self.defaultURL
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https", url.host != nil else {
            throw CommandFailure(.badArgument, "'\(text)' is no URL; write http://HOST:PORT")
        }
        return ControlClient(base: url, token: try ownerToken(environment, dataDirectory: dataDirectory))
    }

    private func ownerToken(_ environment: [String: String], dataDirectory: String?) throws -> OwnerToken {
        if let text = token {
            guard let token = OwnerToken(text) else {
                throw CommandFailure(.badArgument, "--token is no token: 16–8,192 visible ASCII characters")
            }
            return token
        }
        let named = tokenFile ?? dataDirectory.map { $0 + "/" + OwnerToken.fileName }
        if named == nil, let text = environment["MERIDIAN_TOKEN"] {
            guard let token = OwnerToken(text) else {
                throw CommandFailure(.badArgument, "MERIDIAN_TOKEN is no token: 16–8,192 visible ASCII characters")
            }
            return token
        }
        let file = named ?? Self.defaultDataDirectory + "/" + OwnerToken.fileName
        guard let content = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CommandFailure(
                .tokenMissing,
                "there is no token: '\(file)' can't be read; give --token, MERIDIAN_TOKEN or --token-file")
        }
        guard let token = OwnerToken(content) else {
            throw CommandFailure(.tokenMissing, "'\(file)' holds no token")
        }
        return token
    }
}

/// The data directory of a platform on this machine, for its token.
struct DataDirectoryOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The data directory of the platform, where its token is found.", valueName: "dir"))
    var data: String?
}

/// How a command answers.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Answer in JSON: one document, or one a line for streams; errors too, on standard error.")
    var json = false

    var progress: Progress { Progress(isQuiet: json) }
}
