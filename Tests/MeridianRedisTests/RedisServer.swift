import Foundation
import MeridianRedis
import Testing

/// A server of Debian's in a folder of its own, on a socket of its own.
///
/// It ends itself when the test process is gone: a shell between them waits for its input to close.
final class RedisServer: Sendable {
    /// One that all tests share.
    static let shared = Result { try RedisServer() }

    let socket: String
    private let process: Process

    struct Missing: Error, CustomStringConvertible {
        let description = "redis-server is not installed; run `make setup`"
    }

    /// - Parameter options: Of the command line, such as `--requirepass secret`.
    init(options: String = "") throws {
        let program = "/usr/bin/redis-server"
        guard FileManager.default.isExecutableFile(atPath: program) else { throw Missing() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "redis-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        socket = folder.appending(path: "s").path
        process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let settings =
            "--port 0 --unixsocket '\(socket)' --save '' --appendonly no --dir '\(folder.path)' --loglevel warning"
        process.arguments = [
            "-c",
            """
            \(program) \(settings) \(options) & server=$!
            timeout 900 head -c 1 >/dev/null
            kill -KILL $server
            wait $server
            rm -r '\(folder.path)'
            """,
        ]
        process.standardInput = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Runs a server for as long as `body` runs.
    static func run(_ options: String = "", _ body: (RedisServer) async throws -> Void) async throws {
        let server = try RedisServer(options: options)
        defer { server.stop() }
        try await body(server)
    }

    /// Commands wait for the server to listen.
    func client(_ change: (inout RedisSettings) -> Void = { _ in }) -> RedisClient {
        var settings = RedisSettings()
        settings.address = "unix:" + socket
        settings.connectTimeout = .seconds(30)
        settings.timeout = .seconds(30)
        change(&settings)
        return RedisClient(settings)
    }

    private func stop() {
        try? (process.standardInput as? Pipe)?.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
