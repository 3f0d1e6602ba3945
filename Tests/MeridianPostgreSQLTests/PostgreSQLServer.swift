import Foundation
import MeridianPostgreSQL
import MeridianSQL
import Testing

/// A server of Debian's on a Unix socket in a folder of its own. It ends with the tests, and in any case after a quarter
/// of an hour.
final class PostgreSQLServer: Sendable {
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    /// The one for all tests that leave it running.
    static let shared = Task { try await PostgreSQLServer() }

    let folder: URL
    private let binaries: URL
    nonisolated(unsafe) private var process: Process?

    /// Starts one.
    init() async throws {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        guard
            let binaries = versions.sorted(by: { (Double($0) ?? 0) > (Double($1) ?? 0) })
                .map({ URL(fileURLWithPath: "/usr/lib/postgresql/\($0)/bin") })
                .first(where: {
                    FileManager.default.isExecutableFile(atPath: $0.appendingPathComponent("postgres").path)
                })
        else {
            throw Missing(description: "there is no PostgreSQL server below /usr/lib/postgresql; run make setup")
        }
        self.binaries = binaries
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "meridian-pg-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = folder.appendingPathComponent("data")
        if geteuid() == 0 {
            // The server refuses to run as root.
            guard let user = getpwnam("postgres") else {
                throw Missing(description: "there is no user postgres; run make setup")
            }
            chown(folder.path, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        let initialise = Self.command(
            binaries.appendingPathComponent("initdb").path,
            [
                "--pgdata", data.path, "--username", "meridian", "--auth", "trust", "--no-sync", "--encoding", "UTF8",
                "--locale", "C.UTF-8",
            ])
        try initialise.run()
        initialise.waitUntilExit()
        guard initialise.terminationStatus == 0 else { throw Missing(description: "initdb failed in \(folder.path)") }
        try await start()
        PostgreSQLServers.add(self)
    }

    private static func command(_ program: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        let user = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
        process.arguments = ["--signal=INT", "900"] + user + [program] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    func start() async throws {
        let server = Self.command(
            binaries.appendingPathComponent("postgres").path,
            [
                "-D", folder.appendingPathComponent("data").path, "-c", "listen_addresses=", "-c", "fsync=off",
                "-c", "unix_socket_directories=\(folder.path)", "-c", "max_connections=200",
            ])
        try server.run()
        process = server
        let driver = PostgreSQLDriver(configuration())
        for _ in 0..<1000 {
            guard server.isRunning else { break }
            if let connection = try? await driver.connect(.write) {
                await connection.close()
                return
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Missing(description: "the PostgreSQL server in \(folder.path) did not start")
    }

    /// Ends it, and waits until it has.
    func stop() {
        guard let process, process.isRunning else { return }
        // The server's own number; a signal to `timeout` would not reach it where this process ignores interrupts.
        let file = folder.appendingPathComponent("data/postmaster.pid")
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n")
        if let number = lines?.first.flatMap({ pid_t($0) }) { kill(number, SIGINT) } else { process.terminate() }
        process.waitUntilExit()
        self.process = nil
    }

    func remove() {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// - Parameter schema: Where tables are looked for and made.
    func configuration(schema: String = "public", _ further: [String: String] = [:]) -> PostgreSQLConfiguration {
        let parameters = [
            "host": folder.path, "user": "meridian", "dbname": "postgres", "connect_timeout": "5",
            "options": "-c search_path=\(schema)",
        ]
        return PostgreSQLConfiguration(parameters.merging(further) { $1 })
    }
}

/// Ends servers with the tests.
private enum PostgreSQLServers {
    nonisolated(unsafe) private static var all: [PostgreSQLServer] = []
    private static let lock = NSLock()
    private static let atExit: Void = { atexit { PostgreSQLServers.end() } }()

    static func add(_ server: PostgreSQLServer) {
        _ = atExit
        lock.withLock { all.append(server) }
    }

    private static func end() {
        for server in lock.withLock({ all }) { server.remove() }
    }
}
