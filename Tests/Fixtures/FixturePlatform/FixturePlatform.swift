import Control
import Foundation
import HTTPTransport
import Logging
import NIOCore
import NIOPosix

/// `FixturePlatform DIRECTORY`: a platform to be killed. It says where it listens, on one line, and runs until then.
/// Events that it had wait half a second for the next platform.
@main
struct FixturePlatform {
    static func main() async throws {
        var configuration = PlatformConfiguration(
            dataDirectory: CommandLine.arguments[1], gateway: try ListenAddress("127.0.0.1:0"),
            control: try ListenAddress("127.0.0.1:0"))
        configuration.eventLease = .milliseconds(500)
        let platform = try Platform(
            configuration: configuration, group: NIOSingletons.posixEventLoopGroup,
            logger: Logger(label: "platform") { _ in SwiftLogNoOpLogHandler() })
        let addresses = try await platform.start()
        FileHandle.standardOutput.write(Data("\(addresses.control) \(platform.token.value)\n".utf8))
        try await Task.sleep(for: .seconds(86_400))
        await platform.shutdown()
    }
}
