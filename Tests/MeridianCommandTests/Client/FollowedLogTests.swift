import Control
import Foundation
import HTTPTransport
import Logging
import MeridianCore
import NIOCore
import NIOPosix
import Telemetry
import Testing

@testable import MeridianCommand

@Suite(.timeLimit(.minutes(1)))
struct FollowedLogTests {
    /// What is there, then what comes, line by line over HTTP, until the reader has had enough.
    @Test func linesComeAsTheyAreWritten() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "meridian-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let platform = try Platform(
            configuration: PlatformConfiguration(
                dataDirectory: folder, gateway: try ListenAddress("127.0.0.1:0"),
                control: try ListenAddress("127.0.0.1:0")),
            group: NIOSingletons.posixEventLoopGroup, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let addresses = try await platform.start()
        do {
            let client = ControlClient(base: try #require(URL(string: addresses.control)), token: platform.token)
            func write(_ message: String, service: String = "shop") {
                platform.logs.append(
                    LogEntry(service: ServiceName(service), level: .info, stream: .stdout, message: message))
            }
            write("line 0")
            write("of another", service: "other")
            var messages: [String] = []
            let lines = client.lines(
                "/v1/logs", query: [("service", "shop"), ("level", nil), ("limit", "5"), ("follow", "1")])
            for try await line in lines {
                messages.append(try CommandJSON.decode(LogEntry.self, from: Data(line.utf8)).message)
                if messages.count == 4 { break }
                write("line \(messages.count)")
            }
            #expect(messages == ["line 0", "line 1", "line 2", "line 3"])

            let refused = client.lines("/v1/logs", query: [("level", "loud")])
            let failure = await #expect(throws: CommandFailure.self) { for try await _ in refused {} }
            #expect(failure?.message.contains("level=loud") == true)
        } catch {
            await platform.shutdown()
            throw error
        }
        await platform.shutdown()
    }
}
